// Step 1: makes the upload readable (workbook or other encoding to UTF-8 CSV), looks at it once, plans the chunks.
import { hashOf } from '../../platform/ids.ts';
import { UnreadableFile } from '../chunks.ts';
import { type Delimiter, sniffDelimiter } from '../delimiter.ts';
import type { Layout } from '../fields.ts';
import { nameHints, rowHints } from '../hints.ts';
import type { ImportRow } from '../import-store.ts';
import { CHUNK, MAX_BYTES } from '../limits.ts';
import type { Notes } from '../notes.ts';
import { type OrderLines, orderLines } from '../order-lines.ts';
import { previewOf } from '../preview.ts';
import {
  type ChunkTask,
  notesKey,
  type Plan,
  planKey,
  previewKey,
  type RunInput,
  uploadKey,
} from '../schema.ts';
import { dateOrderOf, type Survey, survey } from '../survey.ts';
import { type FileParts, readingOf } from './parts.ts';
import { HEAD_BYTES, readable, type Source } from './source.ts';

const layoutOf = ({ kind, options }: ImportRow): Layout =>
  kind === 'purchases' && options.rows === 'lines' ? 'lines' : kind;

interface Surveyed {
  source: Source;
  delimiter: Delimiter;
  found: Survey;
}

export interface Prepared extends RunInput {
  isUsable: boolean;
  folder: string;
  tasks: ChunkTask[];
}

export async function prepare(parts: FileParts, run: RunInput, now: number): Promise<Prepared> {
  const row = await parts.store.get(run.importId);
  if (!row) throw new Error(`import ${run.importId} does not exist`);
  const refuse = async (...problems: string[]): Promise<Prepared> => {
    await parts.store.note(run, { state: 'unusable', problems, endedAt: new Date(now).toISOString() });
    return { ...run, isUsable: false, folder: '', tasks: [] };
  };
  const facts = await parts.files.facts(uploadKey(row.id, row.format));
  if (!facts) return refuse('The file has not been uploaded.');
  if (facts.size === 0) return refuse('The file is empty.');
  if (facts.size > MAX_BYTES[row.format])
    return refuse(`The file is larger than ${MAX_BYTES[row.format] / 2 ** 20} MiB: split it.`);
  if (run.mode === 'start' && row.etag !== undefined && row.etag !== facts.etag)
    return refuse('This is not the file that was tried before: try it again first.');
  await parts.store.note(run, { etag: facts.etag });
  try {
    return await planned(parts, { run, row, surveyed: await surveyed(parts, row, facts.etag), now }, refuse);
  } catch (error) {
    if (error instanceof UnreadableFile) return refuse(error.message);
    throw error;
  }
}

/** The upload as it can be read, and what a look at the whole of it finds. */
async function surveyed(parts: FileParts, row: ImportRow, etag: string): Promise<Surveyed> {
  const look = async (source: Source): Promise<Surveyed> => {
    const { key, mark } = source;
    const head = await parts.files.readSpan(key, { start: mark, end: HEAD_BYTES }, source.etag);
    const delimiter = sniffDelimiter(head);
    const found = await survey(skip(parts.files.read(key, source.etag), mark), {
      layout: layoutOf(row),
      mapping: row.mapping,
      calendar: row.options.calendar,
      delimiter,
      limits: CHUNK,
    });
    return { source, delimiter, found };
  };
  const upload = { id: row.id, format: row.format, etag };
  const first = await look(await readable(parts, upload));
  // The first letter beyond ASCII may come late in the file.
  const isOther = first.source.isGuess && first.found.letters.damaged > first.found.letters.sound;
  return isOther ? look(await readable(parts, upload, 'windows-1252')) : first;
}

async function planned(
  parts: FileParts,
  given: { run: RunInput; row: ImportRow; surveyed: Surveyed; now: number },
  refuse: (...problems: string[]) => Promise<Prepared>,
): Promise<Prepared> {
  const { run, row, now } = given;
  const { source, delimiter, found } = given.surveyed;
  // Another reading of the file is another run: its results lie apart.
  const reading = JSON.stringify([row.options, found.columns, source.etag, delimiter]);
  const folder = `imports/${row.id}/${hashOf([reading], 12)}`;
  const plan: Omit<Plan, 'noted'> = {
    kind: row.kind,
    source: source.key,
    etag: source.etag,
    delimiter,
    columns: found.columns,
    header: found.header,
    dateOrder: dateOrderOf(
      row.options.dateOrder,
      found.evidence,
      row.options.country ?? parts.business.country,
    ),
    is1904: source.is1904,
    options: row.options,
    now: row.startedAt ?? new Date(now).toISOString(),
    chunks: found.chunks.map((chunk) => ({
      ...chunk,
      start: chunk.start + source.mark,
      end: chunk.end + source.mark,
    })),
  };
  await parts.objects.put(previewKey(folder), previewOf(found, readingOf(plan, parts.business)));
  await parts.store.note(run, { folder, rows: found.rows, chunks: found.chunks.length });
  if (found.problems.length > 0) return refuse(...found.problems);
  const pieces = () => skip(parts.files.read(source.key, source.etag), source.mark);
  // Only now it is known how the dates are to be read.
  const lines =
    layoutOf(row) === 'lines' ? await orderLines(pieces(), plan, readingOf(plan, parts.business)) : undefined;
  await savePlan(parts, folder, { survey: found, lines, plan });
  return {
    ...run,
    isUsable: true,
    folder,
    tasks: found.chunks.map((_, chunk) => ({ ...run, folder, chunk })),
  };
}

async function savePlan(
  { objects }: FileParts,
  folder: string,
  found: { survey: Survey; lines: OrderLines | undefined; plan: Omit<Plan, 'noted'> },
): Promise<void> {
  const { survey, lines, plan } = found;
  const noted: number[] = [];
  for (const [chunk, span] of survey.chunks.entries()) {
    const ofLines = lines?.notesOf(span);
    const own = survey.notes.get(chunk);
    if (!own && !ofLines) continue;
    const notes: Notes = { ...(own ?? { occurrence: {}, clash: {} }), ...(ofLines && { lines: ofLines }) };
    await objects.put(notesKey(folder, chunk), notes);
    noted.push(chunk);
  }
  const hints = [...rowHints(survey, lines), ...nameHints(survey)];
  await objects.put(planKey(folder), { ...plan, hints, noted } satisfies Plan);
}

async function* skip(pieces: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const piece of pieces) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}
