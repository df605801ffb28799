// Step 2, once per chunk: judges its rows and, when it is no dry run, takes them in. May be repeated at any point.
import * as z from 'zod';
import { takeEvents } from '../../ingest/take-in.ts';
import { inParallel } from '../../platform/parallel.ts';
import { columnName } from '../column-names.ts';
import { errorLines } from '../errors-csv.ts';
import { NewestDate } from '../newest-date.ts';
import { Notes } from '../notes.ts';
import type { Reading } from '../people.ts';
import { resolveOnce } from '../resolve-once.ts';
import { type ChunkTask, Counts, chunkErrorsKey, notesKey, Plan, planKey, resultKey } from '../schema.ts';
import { envelopeOf, type Judged, rulesOf, workRows } from '../work-rows.ts';
import { readingOf, type WorkParts } from './parts.ts';

/** Enough to keep every connection busy; few enough that two workers seldom make the same customer at the same moment. */
const EVENTS_AT_ONCE = 500;
const READS_AT_ONCE = 16;
/** One source for all imports: that nobody imports today is no gap in the data. */
const SOURCE = 'import';

export const Result = z.object({
  counts: Counts,
  hasErrors: z.boolean(),
  /** Of a dry run. */
  people: z.object({ known: z.array(z.string()), new: z.array(z.string()) }).optional(),
  newest: NewestDate.optional(),
});
export type Result = z.infer<typeof Result>;

export async function work(parts: WorkParts, task: ChunkTask): Promise<{ chunk: number }> {
  const { objects, files, store } = parts;
  const { folder, mode, chunk } = task;
  const key = resultKey(folder, mode, chunk);
  // Done in an earlier run of the same file, or by a try whose answer was lost.
  const isDone = mode === 'start' && (await objects.get(key, Result)) !== undefined;
  if (!isDone) {
    const plan = await objects.get(planKey(folder), Plan);
    const span = plan?.chunks[chunk];
    if (!plan || !span) throw new Error(`chunk ${chunk} was not planned`);
    const reading = readingOf(plan, parts.business);
    const notes = plan.noted.includes(chunk) ? await objects.get(notesKey(folder, chunk), Notes) : undefined;
    const bytes = await files.readSpan(plan.source, span, plan.etag);
    const { judged, counts, errors, newest } = workRows(bytes, { plan, firstRow: span.row, notes, reading });
    const looked = mode === 'dry-run' ? await parts.people.look(judged) : undefined;
    if (looked) counts.consentsOutdated = looked.consentsOutdated;
    else await takeIn(parts, judged, reading);
    const lines = errorLines(errors, columnName(plan));
    if (lines !== '') await objects.putBytes(chunkErrorsKey(folder, mode, chunk), Buffer.from(lines));
    const result: Result = {
      counts,
      hasErrors: lines !== '',
      ...(looked && { people: looked.people }),
      ...(newest && { newest }),
    };
    await objects.put(key, result);
  }
  await store.noteDone(task, chunk);
  return { chunk };
}

async function takeIn({ log, told }: WorkParts, judged: readonly Judged[], reading: Reading): Promise<void> {
  const taking = { envelope: envelopeOf(reading), rules: rulesOf(reading), source: SOURCE, now: reading.now };
  const parts = { ...log, resolve: resolveOnce(log.resolve) };
  for (let start = 0; start < judged.length; start += EVENTS_AT_ONCE) {
    const some = judged.slice(start, start + EVENTS_AT_ONCE);
    const known = await alreadyTold(some, parts.resolve, { told, now: reading.now });
    const events = some.flatMap((one) => (known.has(one) ? [] : [one.event]));
    const { rejected } = await takeEvents(events, taking, parts);
    // They were judged by the same rules a moment ago.
    if (rejected > 0) throw new Error(`${rejected} events of chunk were refused on the way in`);
  }
}

/**
 * Of rows that say no time, those that the log has. Ingest knows a message again for a month and would then take it for
 * new: an old list would undo what people said in between.
 */
async function alreadyTold(
  judged: readonly Judged[],
  resolve: WorkParts['log']['resolve'],
  { told, now }: Pick<WorkParts, 'told'> & { now: number },
): Promise<ReadonlySet<Judged>> {
  const timeless = judged.filter(({ event }) => event.timestamp === undefined);
  if (timeless.length === 0) return new Set();
  const customerIds = await resolve(
    timeless.map(({ claim }) => claim),
    now,
    SOURCE,
  );
  const found = await inParallel(timeless, READS_AT_ONCE, ({ event: { type, messageId } }, index) =>
    told.has(customerIds[index] ?? '', type === 'identify' ? 'identify' : 'consent', messageId),
  );
  return new Set(timeless.filter((_, index) => found[index]));
}
