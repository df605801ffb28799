// What a record of the log's stream adds to the counts of a day: which source brought what. Sent twice it is counted once.
import * as z from 'zod';
import { dateOf } from '../../platform/days.ts';
import { hashOf } from '../../platform/ids.ts';
import type { Images } from '../../platform/stream.ts';
import { Flags, Violation } from '../plan/violation.ts';
import { CountedKind } from '../schema.ts';
import { countHash } from './distinct-count.ts';

export const EventViolation = Violation.extend({ event: z.string() });
export type EventViolation = z.infer<typeof EventViolation>;

/** What is counted of a source and day, each distinct thing once. */
export type Tick = {
  /** Day of arrival in the business's zone. */
  date: string;
  source: string;
  /** Names the thing that is counted. */
  hash: number;
} & (
  | { counter: CountedKind | 'rejected' | 'flagged' }
  | { counter: 'unplanned'; name?: string }
  | { counter: 'violation'; violation: EventViolation }
);

const MAX_NAME = 100;
const MAX_POINTER = 200;

const Arrived = z.object({ pk: z.string(), sk: z.string(), source: z.string(), receivedAt: z.string() });
const ArrivedEntry = Arrived.extend({
  kind: CountedKind,
  name: z.string(),
  ...Flags.pick({ violations: true, isUnplanned: true }).shape,
});

/** What violations of visits are told under. */
export const VISIT = 'page/screen';
const counted = new Set<string>(CountedKind.options);
/** Who writes consents beside the sources: staff (`user:<id>`) and what customers press in our own mails. */
const ours = new Set(['unsubscribe-link', 'complaint', 'confirmation-link']);
const isOurs = (source: string): boolean => source.includes(':') || ours.has(source);

/**
 * Nothing for what no source brought: changes, copies of merged customers (they carry `origin`), our own entries. Throws
 * ZodError on a damaged row.
 */
export function ticksOf({ before, after }: Images, timeZone: string): Tick[] {
  if (before || !after || after.origin !== undefined) return [];
  const kind = String(after.sk).split('#')[0] ?? '';
  if (kind === 'rejected') {
    const item = Arrived.parse(after);
    return [{ ...placeOf(item, timeZone), counter: kind }];
  }
  if (!counted.has(kind) || !String(after.pk).startsWith('cus_')) return [];
  const entry = ArrivedEntry.parse(after);
  if (isOurs(entry.source)) return [];
  const place = placeOf(entry, timeZone);
  // A page is named by what it shows, which may be a person; the plan has one entry for all of them.
  const name = entry.kind === 'visit' ? VISIT : entry.name;
  return [{ ...place, counter: entry.kind }, ...flagsOf({ ...entry, name }, place)];
}

type Place = Pick<Tick, 'date' | 'source' | 'hash'>;

const placeOf = ({ pk, sk, source, receivedAt }: z.infer<typeof Arrived>, timeZone: string): Place => ({
  date: dateOf(receivedAt, timeZone),
  source,
  hash: countHash([pk, sk]),
});

function flagsOf({ name, violations = [], isUnplanned }: z.infer<typeof ArrivedEntry>, place: Place): Tick[] {
  const event = shownName(name);
  const ticks: Tick[] = [];
  if (isUnplanned) {
    ticks.push({ ...place, counter: 'unplanned', ...(event !== undefined && { name: event }) });
  }
  if (violations.length > 0) ticks.push({ ...place, counter: 'flagged' });
  for (const { pointer, rule } of violations) {
    const violation = { event: event ?? '', pointer: cut(pointer, MAX_POINTER), rule: cut(rule, MAX_NAME) };
    ticks.push({ ...place, counter: 'violation', violation });
  }
  return ticks;
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join('');

/** A name as reports may show it; undefined for one that may be about a person: an address, a long number. */
export function shownName(name: string): string | undefined {
  const text = cut(name.trim(), MAX_NAME);
  const digits = text.replace(/\D/gu, '').length;
  return text === '' || text.includes('@') || digits >= 7 ? undefined : text;
}

/** The id of a kind of violation among those of a source. */
export const violationId = ({ event, pointer, rule }: EventViolation): string =>
  hashOf([event, pointer, rule], 10);
