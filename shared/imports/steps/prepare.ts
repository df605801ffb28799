// Step 1: makes the upload readable (workbook or other encoding to UTF-8 CSV), looks at it once, plans the chunks.
import { hashOf } from '../../platform/ids.ts';
import { UnreadableFile } from '../chunks.ts';
import { sniffDelimiter } from '../delimiter.ts';
import { sniffEncoding, toUtf8 } from '../encoding.ts';
import type { ImportRow } from '../import-store.ts';
import { CHUNK, MAX_BYTES } from '../limits.ts';
import { Mapping } from '../mapping.ts';
import {
  type ChunkTask,
  convertedKey,
  notesKey,
  type Plan,
  planKey,
  previewKey,
  type RunInput,
  uploadKey,
} from '../schema.ts';
import { dateOrderOf, type Survey, survey } from '../survey.ts';
import { openWorkbook } from '../xlsx.ts';
import type { FileParts } from './parts.ts';

const HEAD_BYTES = 64 * 1024;

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
  const upload = uploadKey(row.id, row.format);
  const facts = await parts.files.facts(upload);
  if (!facts) return refuse('The file has not been uploaded.');
  if (facts.size === 0) return refuse('The file is empty.');
  if (facts.size > MAX_BYTES[row.format])
    return refuse(`The file is larger than ${MAX_BYTES[row.format] / 2 ** 20} MiB: split it.`);
  if (run.mode === 'start' && row.etag !== undefined && row.etag !== facts.etag)
    return refuse('This is not the file that was tried before: try it again first.');
  await parts.store.note(run, { etag: facts.etag });
  try {
    const source = await readable(parts, row, upload, facts.etag);
    return await planned(parts, { run, row, source, now }, refuse);
  } catch (error) {
    if (error instanceof UnreadableFile) return refuse(error.message);
    throw error;
  }
}

interface Source {
  key: string;
  etag: string;
  /** Bytes of the byte order mark. */
  mark: number;
  is1904?: boolean;
}

/** UTF-8 CSV in S3: the upload itself where it is that, else a converted copy. */
async function readable(
  { files }: FileParts,
  { id, format }: ImportRow,
  upload: string,
  etag: string,
): Promise<Source> {
  const copy = convertedKey(id, hashOf([etag], 12));
  const converted = async (pieces: AsyncIterable<Uint8Array>) => {
    await files.write(copy, pieces, 'text/csv');
    return { key: copy, etag: (await files.facts(copy))?.etag ?? '', mark: 0 };
  };
  if (format === 'xlsx') {
    const { csv, is1904 } = await openWorkbook(await files.readAll(upload, etag));
    return { ...(await converted(csv)), is1904 };
  }
  const head = await files.readSpan(upload, { start: 0, end: HEAD_BYTES }, etag);
  const sniffed = sniffEncoding(head, head.length < HEAD_BYTES);
  if (sniffed.encoding === 'utf-8') return { key: upload, etag, mark: sniffed.mark };
  return converted(toUtf8(files.read(upload, etag), sniffed));
}

async function planned(
  parts: FileParts,
  given: { run: RunInput; row: ImportRow; source: Source; now: number },
  refuse: (...problems: string[]) => Promise<Prepared>,
): Promise<Prepared> {
  const { run, row, source, now } = given;
  const head = await parts.files.readSpan(source.key, { start: source.mark, end: HEAD_BYTES }, source.etag);
  const delimiter = sniffDelimiter(head);
  const found = await survey(skip(parts.files.read(source.key, source.etag), source.mark), {
    kind: row.kind,
    mapping: row.mapping,
    calendar: row.options.calendar,
    delimiter,
    limits: CHUNK,
  });
  // Another reading of the file is another run: its results lie apart.
  const reading = JSON.stringify([row.options, found.columns, source.etag, delimiter]);
  const folder = `imports/${row.id}/${hashOf([reading], 12)}`;
  await parts.objects.put(previewKey(folder), {
    header: found.header,
    mapping: Mapping.parse(
      Object.fromEntries(
        Object.entries(found.columns).map(([field, place]) => [field, found.header[place] ?? '']),
      ),
    ),
    samples: found.samples,
  });
  await parts.store.note(run, { folder, rows: found.rows, chunks: found.chunks.length });
  if (found.problems.length > 0) return refuse(...found.problems);
  await savePlan(parts, folder, found.notes, {
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
  });
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
  notes: Survey['notes'],
  plan: Omit<Plan, 'noted'>,
): Promise<void> {
  for (const [chunk, own] of notes) await objects.put(notesKey(folder, chunk), own);
  await objects.put(planKey(folder), { ...plan, noted: [...notes.keys()] } satisfies Plan);
}

async function* skip(pieces: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const piece of pieces) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}
