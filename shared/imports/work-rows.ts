// The rows of one chunk judged: events to take in, counts, and what is wrong row by row. Pure.
import type { Claim } from '../customers/identity.ts';
import { type Envelope, judge, type Rules } from '../ingest/accept.ts';
import { recordsIn } from './chunks.ts';
import { customerEvents, type ImportedEvent } from './customer-rows.ts';
import type { RowErrors } from './errors-csv.ts';
import type { Row } from './fields.ts';
import { lineEvents } from './line-rows.ts';
import { MAX_COLUMNS, rowOf } from './mapping.ts';
import { type NewestDate, NewestDates } from './newest-date.ts';
import type { Notes } from './notes.ts';
import { canonicalPerson, type Reading } from './people.ts';
import { Findings } from './problems.ts';
import { purchaseEvents } from './purchase-rows.ts';
import { cellsOf } from './records.ts';
import { type Counts, emptyCounts, type Plan } from './schema.ts';

export interface Judged {
  event: ImportedEvent;
  /** Who it is about. */
  claim: Claim;
}

export interface WorkedRows {
  judged: Judged[];
  counts: Counts;
  errors: RowErrors[];
  newest: NewestDate | undefined;
}

export interface Work {
  plan: Pick<Plan, 'kind' | 'delimiter' | 'columns'>;
  /** Number of the first record. */
  firstRow: number;
  notes: Notes | undefined;
  reading: Reading;
}

/** The country of phones and the currency are read here; ingest sees them in full. */
export const rulesOf = ({ country, currency }: Reading): Rules => ({
  keyKind: 'server',
  isSigned: true,
  country,
  currency,
});
export const envelopeOf = ({ now }: Reading): Envelope => ({
  context: {},
  sentAt: undefined,
  receivedAt: now,
});

/** Every record of `bytes` gives events or an error, whatever is in it. */
export function workRows(bytes: Uint8Array, work: Work): WorkedRows {
  const counts = emptyCounts();
  const errors: RowErrors[] = [];
  const judged: Judged[] = [];
  const people = new Map<string, Judged>();
  const dates = new NewestDates(work.reading.dates);
  const { delimiter, columns } = work.plan;
  recordsIn(bytes, delimiter.charCodeAt(0)).forEach((record, index) => {
    const row = work.firstRow + index;
    const text = Buffer.from(record.bytes).toString('utf8');
    const cells = record.isBroken ? [text.trim()] : cellsOf(text, delimiter).slice(0, MAX_COLUMNS);
    if (cells.every((cell) => cell.trim() === '')) return;
    counts.rows += 1;
    const findings = new Findings();
    const read = record.isBroken ? undefined : rowOf(cells, columns);
    if (read) dates.note(read);
    const events = read ? eventsOf(read, row, work, findings) : broken(findings);
    const found = findings.isRefused ? [] : judgeAll(events, { people, work, findings });
    if (findings.isRefused) refuse(row, { counts, findings, work });
    else {
      counts.taken += 1;
      if (work.notes?.occurrence[row] !== undefined && isOrder(events)) counts.repeated += 1;
      for (const one of found) keep(one, judged, people, work);
      count(events, counts);
    }
    counts.valuesLeftOut += findings.problems.filter(({ leavesOut }) => leavesOut === 'value').length;
    if (findings.problems.length > 0) errors.push({ row, problems: findings.problems, cells });
  });
  return { judged: [...people.values(), ...judged], counts, errors, newest: dates.found };
}

/** The rows that are part of this one's order were counted as taken where they stand; only here it is seen that they are not. */
function refuse(
  row: number,
  { counts, findings, work }: { counts: Counts; findings: Findings; work: Work },
): void {
  counts.refused += 1;
  const note = work.notes?.lines?.[row];
  if (!note || !('whole' in note)) return;
  const others = note.whole.lines - 1;
  findings.refuse('orderId', `the ${others} other rows of this order are not taken either`);
  counts.refused += others;
  counts.taken -= others;
}

function broken(findings: Findings): ImportedEvent[] {
  findings.refuse(undefined, 'a quotation mark is opened and never closed');
  return [];
}

function eventsOf(
  row: Row,
  number: number,
  { plan, notes, reading }: Work,
  findings: Findings,
): ImportedEvent[] {
  if (plan.kind === 'customers') return customerEvents(row, reading, findings);
  const line = notes?.lines?.[number];
  if (line) return lineEvents(row, line, reading, findings);
  const clash = notes?.clash[number];
  if (clash !== undefined) {
    findings.refuse(
      'orderId',
      `row ${clash} has this order id with other values; one order is one row, unless the option rows is lines`,
    );
  }
  return purchaseEvents(row, notes?.occurrence[number] ?? 0, reading, findings);
}

/** What ingest would refuse is an error of the row, not a surprise later. */
function judgeAll(
  events: readonly ImportedEvent[],
  { people, work, findings }: { people: ReadonlyMap<string, Judged>; work: Work; findings: Findings },
): Judged[] {
  return events.flatMap((event) => {
    // The same words about the same buyer were judged on an earlier row.
    const known = isBuyer(event, work) ? people.get(buyerKey(event)) : undefined;
    if (known) return [{ event, claim: known.claim }];
    const verdict = judge(event, envelopeOf(work.reading), rulesOf(work.reading));
    if ('accepted' in verdict) return [{ event, claim: verdict.accepted.claim }];
    for (const { pointer, detail } of verdict.rejected.reasons) {
      findings.refuse(undefined, `${pointer.replace(/^\//, '')} ${detail}`.trim());
    }
    return [];
  });
}

const isBuyer = ({ type }: ImportedEvent, { plan }: Work): boolean =>
  type === 'identify' && plan.kind === 'purchases';

const buyerKey = ({ userId, traits }: ImportedEvent): string =>
  canonicalPerson({ ...(userId !== undefined && { userId }), traits: traits ?? {} });

const isOrder = (events: readonly ImportedEvent[]): boolean =>
  events.some(({ event, properties }) => event === 'Order Completed' && properties?.order_id !== undefined);

/** A buyer named on many rows is told once: as of their newest row here. */
function keep(one: Judged, judged: Judged[], people: Map<string, Judged>, work: Work): void {
  if (!isBuyer(one.event, work)) {
    judged.push(one);
    return;
  }
  const key = buyerKey(one.event);
  const known = people.get(key)?.event.timestamp;
  if (known === undefined || known < (one.event.timestamp ?? '')) people.set(key, one);
}

function count(events: readonly ImportedEvent[], counts: Counts): void {
  for (const { event } of events) {
    if (event === 'Order Completed') counts.orders += 1;
    if (event === 'Order Refunded') counts.refunds += 1;
    if (event === 'Consent Given') counts.consentsGranted += 1;
    if (event === 'Consent Withdrawn') counts.consentsWithdrawn += 1;
  }
}
