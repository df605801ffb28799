// When two customers may be one person, and how sure that is. The same rules at night over hashes and on reading in the clear.

import type { Confidence, Evidence } from '../schema.ts';
import type { MatchTraits } from './match-traits.ts';

/** A value that more customers than this share says nothing of any two: a placeholder, a shop's own number. */
export const MOST_SHARING = 10;
/** Rare enough a name to be a hint by itself. */
export const RARE_NAME = 3;

/** The traits that are evidence when they are equal. */
export type Telling = 'phone' | 'email' | 'similarEmail' | 'name';
export const evidenceOf: Readonly<Record<Telling, Evidence>> = {
  phone: 'same-phone',
  email: 'same-email',
  similarEmail: 'similar-email',
  name: 'same-name',
};

export interface Judgement {
  evidence: Evidence[];
  confidence: Confidence;
}

/** What the group of a value says about the value. */
export interface Groups<Value> {
  /** Few enough customers share it. */
  isTelling: (trait: 'phone' | 'email' | 'similarEmail', value: Value) => boolean;
  isRareName: (value: Value) => boolean;
}

/**
 * Three answers, as in the theory of record linkage (Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049): a
 * link, a possible link for a person to look at, none. What a field adds is how much likelier its agreement is between
 * records of one person than between any two. Among n customers a phone or an address that few share is met by chance
 * about once in n, so either weighs more than all the rest; a name weighs the more the rarer it is (Newcombe et al. 1959,
 * doi 10.1126/science.130.3381.954), and a disagreement of names speaks against, for families share a phone.
 *
 * - strong: phone or e-mail (equal, or so similar that it is probably one mailbox) and given and father's name; or phone and
 *   e-mail, and no names that differ.
 * - likely: phone or e-mail alone.
 * - possible: phone or e-mail while the names differ, given names or whole ones; or a name that at most three customers
 *   have, unless both phone and e-mail are known of both and differ.
 *
 * Undefined: nothing speaks for one person. Own ids of the business do not matter here: a till and a shop may have given
 * one each, and merging judges that.
 */
export function judge<Value extends string | number>(
  one: MatchTraits<Value>,
  other: MatchTraits<Value>,
  { isTelling, isRareName }: Groups<Value>,
): Judgement | undefined {
  const agree = (trait: keyof MatchTraits) => Boolean(one[trait]) && one[trait] === other[trait];
  const differ = (trait: keyof MatchTraits) =>
    Boolean(one[trait]) && Boolean(other[trait]) && one[trait] !== other[trait];
  const tells = (trait: 'phone' | 'email' | 'similarEmail') => agree(trait) && isTelling(trait, one[trait]);
  const found: Record<Telling, boolean> = {
    phone: tells('phone'),
    email: tells('email'),
    similarEmail: !agree('email') && tells('similarEmail'),
    name: agree('name'),
  };
  const isReachedAlike = found.email || found.similarEmail;
  const confidence = weighed({
    contacts: Number(found.phone) + Number(isReachedAlike),
    isNameSame: found.name,
    isNameRare: found.name && isRareName(one.name),
    doNamesDiffer: differ('givenName') || differ('name'),
    doContactsDiffer: differ('phone') && differ('similarEmail'),
  });
  const tellings = (Object.keys(found) as Telling[]).filter((trait) => found[trait]);
  return confidence && { confidence, evidence: tellings.map((trait) => evidenceOf[trait]) };
}

interface Findings {
  /** Of phone and e-mail, how many agree. */
  contacts: number;
  isNameSame: boolean;
  isNameRare: boolean;
  doNamesDiffer: boolean;
  doContactsDiffer: boolean;
}

function weighed(found: Findings): Confidence | undefined {
  if (found.contacts === 0) return found.isNameRare && !found.doContactsDiffer ? 'possible' : undefined;
  if (found.isNameSame) return 'strong';
  if (found.doNamesDiffer) return 'possible';
  return found.contacts === 2 ? 'strong' : 'likely';
}
