// Which of two customers stays when they are merged, when they must not be, and how long a merge can be undone. Pure.
import type { FieldError } from '../platform/errors.ts';
import { replaces } from './consent.ts';
import type { Consents, Customer, StrongIds } from './schema.ts';

export type Identified = Pick<Customer, 'pk' | 'createdAt' | 'ids'>;

export const UNMERGE_DAYS = 30;
const DAY_MS = 86_400_000;

const strength = ({ ids = {} }: Identified): number =>
  ids.user !== undefined ? 2 : ids.email !== undefined || ids.phone !== undefined ? 1 : 0;

function staysBefore(one: Identified, other: Identified): boolean {
  if (strength(one) !== strength(other)) return strength(one) > strength(other);
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt;
  return one.pk < other.pk;
}

/**
 * Who stays: the customer with an id of the business's own, then the one with an e-mail address or phone number as an
 * identifier, then the older record, then the smaller id. The same whichever of the two is named first.
 */
export const ranked = <C extends Identified>(one: C, other: C): { winner: C; loser: C } =>
  staysBefore(one, other) ? { winner: one, loser: other } : { winner: other, loser: one };

/** Sources (write keys, endpoints) that linked a customer's own ids of the business, by id. */
export type UserSources = ReadonlyMap<string, string>;

/**
 * What speaks against one person: two different ids of the business's own that came from the same source, or from one
 * that is not known. A shop gives a person one id; a shop and a till may give them one each. People have several
 * addresses and phones, so those never conflict where somebody says that two customers are one.
 */
export function conflictsOf(one: Identified, other: Identified, sources: UserSources): FieldError[] {
  const [mine, theirs] = [one.ids?.user, other.ids?.user];
  if (mine === undefined || theirs === undefined || mine === theirs) return [];
  const [from, otherFrom] = [sources.get(one.pk), sources.get(other.pk)];
  if (from !== undefined && otherFrom !== undefined && from !== otherFrom) return [];
  return [{ pointer: '/other', detail: 'ids.user: each of the two has another id of your own' }];
}

/** Whether somebody said that the two are not one by undoing their merge. */
export const wereParted = (
  one: Pick<Customer, 'pk' | 'partedFrom'>,
  other: Pick<Customer, 'pk' | 'partedFrom'>,
): boolean => Boolean(one.partedFrom?.has(other.pk) || other.partedFrom?.has(one.pk));

type Moving = Pick<Customer, 'parting' | 'losing'>;

/** Whether something is still on its way back from or to one of them. */
export const isUnsettled = (winner: Moving, loser: Moving): boolean =>
  winner.parting !== undefined || loser.parting !== undefined || loser.losing !== undefined;

/** Whether the program may merge by itself: a device's history joins the person who signed in on it. */
export const mayJoin = (anonymous: Identified, known: Identified): boolean =>
  strength(anonymous) === 0 && known.ids?.user !== undefined;

/** The winner's strong ids, gaps filled from the loser's. */
export const idsTogether = (winner: StrongIds = {}, loser: StrongIds = {}): StrongIds => ({
  ...loser,
  ...winner,
});

/** The winner's strong ids without those that go back; of `own`, their other identity keys, the first of a kind fills a gap. */
export function idsParted(
  winner: StrongIds = {},
  loser: StrongIds = {},
  own: readonly string[] = [],
): StrongIds {
  const kept: StrongIds = Object.fromEntries(
    Object.entries(winner).filter(([kind, value]) => loser[kind as keyof StrongIds] !== value),
  );
  for (const key of own) {
    const [kind, value] = [key.slice(0, key.indexOf('#')), key.slice(key.indexOf('#') + 1)];
    if (kind === 'user' || kind === 'email' || kind === 'phone') kept[kind] ??= value;
  }
  return kept;
}

/** What the loser withdrew after the winner last spoke: it holds at once, not when the histories have been united. */
export const withdrawnBy = (loser: Consents, winner: Consents): Consents =>
  Object.fromEntries(
    Object.entries(loser).filter(
      ([key, state]) => state.status === 'withdrawn' && replaces(state, winner[key]),
    ),
  );

/** Until when a merge of that time (RFC 3339) can be undone. */
export const partableUntil = (mergedAt: string): string =>
  new Date(Date.parse(mergedAt) + UNMERGE_DAYS * DAY_MS).toISOString();
