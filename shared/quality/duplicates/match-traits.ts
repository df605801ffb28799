// What two customers are compared by, in the clear: only ever held in memory.
import * as z from 'zod';
import { emailIdentity } from '../../customers/email.ts';
import { type NameParts, splitName } from '../../customers/names.ts';
import { Profile, StrongIds } from '../../customers/schema.ts';
import { nameSound } from './name-sound.ts';
import { similarEmail } from './similar-email.ts';

/** The part of a customer's record that says who they are. */
export const Person = z.object({
  ids: StrongIds.optional(),
  profile: Profile.pick({
    name: true,
    givenName: true,
    fatherName: true,
    grandfatherName: true,
    email: true,
    phone: true,
  }),
});
export type Person = z.infer<typeof Person>;

/** Fields that are equal for one person; empty where nothing is known. */
export interface MatchTraits<Value = string> {
  phone: Value;
  email: Value;
  similarEmail: Value;
  /** Given and father's name, by sound; empty unless both are known. */
  name: Value;
  givenName: Value;
}
export const traitNames = ['phone', 'email', 'similarEmail', 'name', 'givenName'] as const;

const HELD_SOUNDS = 20_000;
const held = new Map<string, string>();

/** The same few names come again and again. */
function soundOf(part: string | undefined): string {
  if (part === undefined || part.length > 100) return '';
  let sound = held.get(part);
  if (sound === undefined) {
    if (held.size >= HELD_SOUNDS) held.clear();
    sound = nameSound(part);
    held.set(part, sound);
  }
  return sound;
}

/** Given, father's and grandfather's name, whether they came as one text or in parts. No titles. */
export function namesOf({ profile }: Person): NameParts {
  const { name, givenName, fatherName, grandfatherName } = profile;
  const parts = [givenName, fatherName, grandfatherName].filter(Boolean);
  return splitName(parts.length > 1 ? parts.join(' ') : (name ?? parts[0] ?? ''));
}

/** An initial is not a name. */
export const isName = (part: string | undefined): part is string =>
  part !== undefined && part.replace(/[^\p{L}]/gu, '').length > 1;

/** The address and number a person is reached at, by the profile or, where it has none, by the identifiers. */
export const contactsOf = ({ profile, ids }: Person) => ({
  email: profile.email ?? ids?.email,
  phone: profile.phone ?? ids?.phone,
});

export function traitsOf(person: Person, { givenName, fatherName } = namesOf(person)): MatchTraits {
  const { email, phone } = contactsOf(person);
  const given = isName(givenName) ? soundOf(givenName) : '';
  const father = isName(fatherName) ? soundOf(fatherName) : '';
  return {
    phone: phone !== undefined && /^\+\d{7,15}$/.test(phone) ? phone : '',
    email: (email !== undefined && emailIdentity(email)) || '',
    similarEmail: (email !== undefined && similarEmail(email)) || '',
    name: given && father && `${given} ${father}`,
    givenName: given,
  };
}
