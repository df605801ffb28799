// Step 3: adds up the chunks and puts their errors into one file. Or notes that a run has failed.
import * as z from 'zod';
import { errorHeader } from '../errors-csv.ts';
import { calendarHints } from '../hints.ts';
import { type NewestDate, newerOf } from '../newest-date.ts';
import {
  addCounts,
  type Counts,
  chunkErrorsKey,
  emptyCounts,
  errorsKey,
  Plan,
  planKey,
  RunInput,
  resultKey,
} from '../schema.ts';
import type { FileParts } from './parts.ts';
import { Result } from './work.ts';

export const FinishInput = RunInput.extend({ folder: z.string() });
export type FinishInput = z.infer<typeof FinishInput>;

export async function finish(parts: FileParts, run: FinishInput, now: number): Promise<Counts> {
  const { objects, files, store } = parts;
  const plan = await objects.get(planKey(run.folder), Plan);
  if (!plan) throw new Error('the import was not planned');
  let counts = emptyCounts();
  const [known, unknown] = [new Set<string>(), new Set<string>()];
  const withErrors: number[] = [];
  let newest: NewestDate | undefined;
  for (const chunk of plan.chunks.keys()) {
    const result = await objects.get(resultKey(run.folder, run.mode, chunk), Result);
    if (!result) throw new Error(`chunk ${chunk} was not worked`);
    counts = addCounts(counts, result.counts);
    for (const mark of result.people?.known ?? []) known.add(mark);
    for (const mark of result.people?.new ?? []) unknown.add(mark);
    newest = newerOf(newest, result.newest);
    if (result.hasErrors) withErrors.push(chunk);
  }
  counts = { ...counts, knownCustomers: known.size, newCustomers: unknown.size };
  const hasErrors = withErrors.length > 0;
  if (hasErrors) {
    const pieces = joined(parts, run, withErrors, errorHeader(plan.header));
    await files.write(errorsKey(run.folder, run.mode), pieces, 'text/csv; charset=utf-8');
  }
  const state = run.mode === 'start' ? 'done' : 'checked';
  const hints = [
    ...(plan.hints ?? []),
    ...calendarHints(newest, plan.options.calendar, Date.parse(plan.now)),
  ];
  await store.note(run, { state, counts, hasErrors, hints, endedAt: new Date(now).toISOString() });
  return counts;
}

async function* joined({ files }: FileParts, run: FinishInput, chunks: readonly number[], header: string) {
  yield Buffer.from(header);
  for (const chunk of chunks) yield* files.read(chunkErrorsKey(run.folder, run.mode, chunk));
}

/** What was taken in stays; starting again goes on where it stopped. */
export async function fail({ store }: Pick<FileParts, 'store'>, run: RunInput, now: number): Promise<void> {
  await store.note(run, {
    state: 'failed',
    problems: [
      'The import stopped on a fault of ours. Start it again: it goes on where it stopped, nothing is taken in twice.',
    ],
    endedAt: new Date(now).toISOString(),
  });
}
