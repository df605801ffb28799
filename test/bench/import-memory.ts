// What the steps of an import that see the whole file keep in memory, and how long they take of a processor.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { chunkErrorsKey, emptyCounts, planKey, resultKey, uploadKey } from '../../shared/imports/schema.ts';
import { newId } from '../../shared/platform/ids.ts';
import { DiskFiles } from '../support/disk-files.ts';
import { type Kind, writeCsv, writeWorkbook } from './import-files.ts';
import { printTable } from './table.ts';

const Told = z.object({
  seconds: z.number(),
  peakMb: z.number(),
  rows: z.int().optional(),
  chunks: z.int().optional(),
  problems: z.array(z.string()),
  stateBytes: z.int(),
});
type Told = z.infer<typeof Told>;

/** As the functions are deployed (infra/areas/imports.ts); Lambda leaves about a tenth of it to what is not the heap. */
const MEMORY_MB = { prepare: 3_008, finish: 1_024 };

async function told(step: 'prepare' | 'finish', ...args: string[]): Promise<Told> {
  const heap = `--max-old-space-size=${Math.floor(MEMORY_MB[step] * 0.9)}`;
  const script = join(import.meta.dirname, 'import-step.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [heap, script, step, ...args]);
  return Told.parse(JSON.parse(stdout));
}

async function inFolder<T>(act: (files: DiskFiles, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tamagn-bench-'));
  try {
    return await act(new DiskFiles(folder), folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function prepared(kind: Kind, format: 'csv' | 'xlsx', rows: number): Promise<string[]> {
  return inFolder(async (files, folder) => {
    const id = newId('imp');
    const path = await files.place(uploadKey(id, format));
    await (format === 'csv' ? writeCsv(path, kind, rows) : writeWorkbook(path, kind, rows));
    const { size } = await stat(path);
    const { seconds, peakMb, ...found } = await told('prepare', folder, id, kind, format);
    return [
      `prepare ${rows.toLocaleString('en')} ${kind}, .${format} of ${Math.round(size / 2 ** 20)} MiB`,
      found.problems.join(' ') ||
        `${found.rows?.toLocaleString('en')} rows, ${found.chunks} chunks, ${Math.round(found.stateBytes / 1_024)} KB`,
      seconds.toFixed(1),
      shareOf(peakMb, 'prepare'),
    ];
  });
}

const shareOf = (peakMb: number, step: keyof typeof MEMORY_MB): string =>
  `${Math.round(peakMb)} of ${MEMORY_MB[step]} (${Math.round((100 * peakMb) / MEMORY_MB[step])} %)`;

const ERRORS = 5_000;

/** Every row of every chunk has an error: the largest file of errors there can be. */
async function finished(chunks: number): Promise<string[]> {
  return inFolder(async (files, folder) => {
    const id = newId('imp');
    const run = `imports/${id}`;
    const errors = Buffer.from(
      '4711,date,row not taken,"""x"" is not a date we can read",A,x,50,C-1,Abebe,0911\n'.repeat(ERRORS),
    );
    await files.put(planKey(run), {
      kind: 'purchases',
      source: 's',
      etag: 'e',
      delimiter: ',',
      columns: {},
      header: ['a'],
      options: { dateOrder: 'auto', calendar: 'gregorian' },
      now: 'x',
      noted: [],
      chunks: Array.from({ length: chunks }, () => ({ start: 0, end: 1, row: 2, rows: ERRORS })),
    });
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      await files.put(resultKey(run, 'start', chunk), { counts: emptyCounts(), hasErrors: true });
      await files.putBytes(chunkErrorsKey(run, 'start', chunk), errors);
    }
    const { seconds, peakMb } = await told('finish', folder, id, 'purchases', 'csv');
    const rows = (chunks * ERRORS).toLocaleString('en');
    return [
      `finish ${rows} rows, all with errors`,
      `${chunks} chunks`,
      seconds.toFixed(1),
      shareOf(peakMb, 'finish'),
    ];
  });
}

/** Prints the table for files of so many rows. */
export async function benchMemory(rows: number): Promise<void> {
  printTable(
    'Imports: the steps that see the whole file, each in a process of its function’s size, files on disk',
    ['step', 'found', 'seconds of processor', 'peak memory, MB'],
    [
      await prepared('purchases', 'csv', rows),
      await prepared('lines', 'csv', rows),
      await prepared('customers', 'csv', rows),
      await prepared('purchases', 'xlsx', Math.min(rows, 1_048_576)),
      await prepared('customers', 'xlsx', Math.min(rows, 1_048_576)),
      await finished(Math.ceil(rows / ERRORS)),
    ],
  );
}

if (import.meta.main) await benchMemory(Number(process.argv[2] ?? 1_048_576));
