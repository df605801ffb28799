// Looks at each customer's record once, on its way through a nightly worker, and keeps counts and hashes of it.
import * as z from 'zod';
import type { NameParts } from '../customers/names.ts';
import { Customer, Language } from '../customers/schema.ts';
import { emptyMatchKeys, type Hasher, type MatchKeys } from './duplicates/match-keys.ts';
import {
  contactsOf,
  isName,
  type MatchTraits,
  namesOf,
  Person,
  traitNames,
  traitsOf,
} from './duplicates/match-traits.ts';
import { addCustomer, emptyProfileTally } from './profile-tally.ts';
import type { QualityPart } from './quality-part.ts';
import type { ProfileField, ProfileTally } from './schema.ts';

/** Attributes that `see` reads; with `stats`, whatever is in it, a customer is a buyer. */
export const seenAttributes = ['ids', 'profile', 'consents'] as const;

const Seen = Person.extend({
  pk: Customer.shape.pk,
  profile: Person.shape.profile.extend({ language: Language.optional().catch(undefined) }),
  consents: z.record(z.string(), z.unknown()),
  stats: z.unknown().optional(),
});
type Seen = z.infer<typeof Seen>;

/** Ids that are kept to be logged; the rest are counted. */
const NAMED = 100;

export class Census {
  private readonly hash: Hasher;
  private readonly tally: ProfileTally = emptyProfileTally();
  private readonly keys: MatchKeys = emptyMatchKeys();
  /** Some of the customers whose record is not what it should be. */
  readonly damaged: string[] = [];

  constructor(hash: Hasher) {
    this.hash = hash;
  }

  /** Takes a customer's item as stored. Never throws: a damaged record is counted and stays out of the rest. */
  see(item: Record<string, unknown>): void {
    const { success, data } = Seen.safeParse(item);
    if (!success) {
      this.tally.unreadable += 1;
      if (this.damaged.length < NAMED) this.damaged.push(String(item.pk));
      return;
    }
    const names = namesOf(data);
    addCustomer(this.tally, knownFields(data, names), data.stats !== undefined);
    this.keep(data.pk, this.hash(traitsOf(data, names)));
  }

  part(): QualityPart {
    return { tally: this.tally, keys: this.keys };
  }

  private keep(id: string, hashes: MatchTraits<number>): void {
    if (traitNames.every((name) => hashes[name] === 0)) return;
    this.keys.ids.push(id);
    for (const name of traitNames) this.keys[name].push(hashes[name]);
  }
}

function knownFields(seen: Seen, { givenName, fatherName }: NameParts): ProfileField[] {
  const { email, phone } = contactsOf(seen);
  const isKnown: Record<ProfileField, boolean> = {
    name: givenName !== undefined,
    fullName: isName(givenName) && isName(fatherName),
    phone: phone !== undefined,
    email: email !== undefined,
    contact: email !== undefined || phone !== undefined,
    language: seen.profile.language !== undefined,
    ownId: seen.ids?.user !== undefined,
    consent: Object.keys(seen.consents).length > 0,
  };
  return (Object.keys(isKnown) as ProfileField[]).filter((field) => isKnown[field]);
}
