// Who may be there twice: the hashes of all customers, joined. Numbers in typed arrays, so that a million fit a function.

import type { DuplicatePair, DuplicateSummary } from '../schema.ts';
import type { MatchKeys } from './match-keys.ts';
import { evidenceOf, type Groups, judge, MOST_SHARING, RARE_NAME, type Telling } from './match-rules.ts';
import type { MatchTraits } from './match-traits.ts';
import { Best, rankOf } from './most-likely.ts';
import { idsOfPair, pairId } from './pair-id.ts';
import { type Runs, runsOf, sharing } from './runs.ts';

/** Pairs that are kept; who has more has one cause for all of them, and the most likely ones show it. */
export const MOST_PAIRS = 5_000;
/** Of the values that many share, as many as a person would look into. */
const MOST_SHARED = 20;

export interface FoundDuplicates {
  /** The most likely first, then by evidence and ids: the same for any order and any cut of the customers. */
  pairs: DuplicatePair[];
  summary: DuplicateSummary;
}

type Columns = Record<keyof MatchTraits, Float64Array>;
type AllRuns = Record<Telling, Runs>;

const tellings = Object.keys(evidenceOf) as Telling[];
export class DuplicateSearch {
  private readonly parts: { ids: readonly string[]; columns: Columns }[] = [];

  /** One worker's customers; nothing of `keys` itself is kept but the ids. */
  add(keys: MatchKeys): void {
    this.parts.push({ ids: keys.ids, columns: perTrait((name) => Float64Array.from(keys[name])) });
  }

  /** `dismissed`: ids of pairs that somebody has said are two persons. */
  join(dismissed: ReadonlySet<string>): FoundDuplicates {
    const ids = this.parts.flatMap((part) => part.ids);
    const columns = perTrait((name) => concat(this.parts.map((part) => part.columns[name])));
    const runs = runsOfAll(columns);
    const groups = groupsOf(runs);
    const isDismissed = dismissals(ids, dismissed);
    const best = new Best(MOST_PAIRS);
    const isInPair = new Uint8Array(ids.length);
    const pairs: DuplicateSummary['pairs'] = { strong: 0, likely: 0, possible: 0 };
    for (const [a, b] of sharing(tellings.map((name) => [columns[name], runs[name]] as const))) {
      const judged = judge(rowOf(columns, a), rowOf(columns, b), groups);
      if (!judged || isDismissed(a, b)) continue;
      pairs[judged.confidence] += 1;
      if (judged.confidence !== 'possible') isInPair[a] = isInPair[b] = 1;
      const [one = '', other = ''] = [ids[a] ?? '', ids[b] ?? ''].sort();
      best.add(rankOf(judged), { one, other, ...judged });
    }
    const isCut = pairs.strong + pairs.likely + pairs.possible > MOST_PAIRS;
    const customers = isInPair.reduce((sum, flag) => sum + flag, 0);
    return { pairs: best.inOrder(), summary: { pairs, customers, isCut, sharedByMany: sharedByMany(runs) } };
  }
}

/** The whole search at once. */
export function joinDuplicates(parts: Iterable<MatchKeys>, dismissed: ReadonlySet<string>): FoundDuplicates {
  const search = new DuplicateSearch();
  for (const part of parts) search.add(part);
  return search.join(dismissed);
}

const perTrait = (columnOf: (name: keyof MatchTraits) => Float64Array): Columns => ({
  phone: columnOf('phone'),
  email: columnOf('email'),
  similarEmail: columnOf('similarEmail'),
  name: columnOf('name'),
  givenName: columnOf('givenName'),
});

const rowOf = (columns: Columns, at: number): MatchTraits<number> => ({
  phone: columns.phone[at] ?? 0,
  email: columns.email[at] ?? 0,
  similarEmail: columns.similarEmail[at] ?? 0,
  name: columns.name[at] ?? 0,
  givenName: columns.givenName[at] ?? 0,
});

const runsOfAll = (columns: Columns): AllRuns => ({
  phone: runsOf(columns.phone, MOST_SHARING),
  email: runsOf(columns.email, MOST_SHARING),
  similarEmail: runsOf(columns.similarEmail, MOST_SHARING),
  name: runsOf(columns.name, RARE_NAME),
});

const groupsOf = (runs: AllRuns): Groups<number> => ({
  isTelling: (trait, value) => !runs[trait].many.has(value),
  isRareName: (value) => !runs.name.many.has(value),
});

function concat(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Looks an id up only when it is in a dismissed pair at all. */
function dismissals(ids: readonly string[], dismissed: ReadonlySet<string>) {
  const named = new Set([...dismissed].flatMap((pair) => idsOfPair(pair) ?? []));
  return (a: number, b: number): boolean => {
    const [one = '', other = ''] = [ids[a], ids[b]];
    return named.has(one) && named.has(other) && dismissed.has(pairId(one, other));
  };
}

function sharedByMany(runs: AllRuns): DuplicateSummary['sharedByMany'] {
  const shared = (['phone', 'email', 'similarEmail'] as const).flatMap((name) =>
    [...runs[name].many]
      // An address that is its own similar form has the same hash: it has been told of.
      .filter(([value]) => name !== 'similarEmail' || !runs.email.many.has(value))
      .map(([, customers]) => ({ evidence: evidenceOf[name], customers })),
  );
  return shared
    .toSorted((a, b) => b.customers - a.customers || (a.evidence < b.evidence ? -1 : 1))
    .slice(0, MOST_SHARED);
}
