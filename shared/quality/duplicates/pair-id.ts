// The id of two customers who may be one: made of theirs, so that a pair has the same id every night.
import * as z from 'zod';

const ulid = '[0-9A-HJKMNP-TV-Z]{26}';

export const PairId = z
  .string()
  .regex(new RegExp(`^dup_${ulid}-${ulid}$`), 'the id of a pair looks like dup_ and two times 26 characters')
  .refine((id) => (idsOfPair(id)?.[0] ?? '') < (idsOfPair(id)?.[1] ?? ''), 'the smaller id comes first');

/** In either order. */
export const pairId = (one: string, other: string): string =>
  `dup_${[one, other]
    .toSorted()
    .map((id) => id.slice(4))
    .join('-')}`;

/** The two customers, the smaller id first; undefined for what is no id of a pair. */
export function idsOfPair(id: string): [one: string, other: string] | undefined {
  const [one, other] = id.replace(/^dup_/, '').split('-');
  return one && other ? [`cus_${one}`, `cus_${other}`] : undefined;
}
