// An import: what was asked, where it stands, what came of it.
import * as z from 'zod';
import { Chunk } from './chunks.ts';
import { Calendar, DateOrder } from './dates.ts';
import { Delimiter } from './delimiter.ts';
import { ImportKind } from './fields.ts';
import { Cells, Columns, Mapping } from './mapping.ts';

export const ImportId = z
  .string()
  .regex(/^imp_[0-9A-HJKMNP-TV-Z]{26}$/, 'an import id looks like imp_ and 26 characters');

export const Format = z.enum(['csv', 'xlsx']);
export const Mode = z.enum(['dry-run', 'start']);
export type Mode = z.infer<typeof Mode>;

/** Whether a row of purchases is an order, or a line of one. */
export const RowsAre = z.enum(['orders', 'lines']);

export const Options = z.object({
  rows: RowsAre.default('orders').meta({
    description:
      'Of purchases, what a row is: an `orders` row is an order; `lines` are rows that share their order id, an item each, ' +
      'and the order is their sum.',
  }),
  dateOrder: z
    .enum(['auto', ...DateOrder.options])
    .default('auto')
    .meta({ description: 'How to read 3/4/2026. `auto` looks for proof in the file, then at the country.' }),
  calendar: Calendar.default('gregorian').meta({
    description: 'Which calendar plain numbers are of, and the dates of a workbook, as its cells show them.',
  }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as ETB')
    .optional()
    .meta({ description: 'Of amounts that name none. Default: the business’s own.' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'an ISO 3166 code such as ET')
    .optional()
    .meta({ description: 'Of phones without a country code. Default: the business’s own.' }),
});
export type Options = z.output<typeof Options>;

/** What came of the rows; the counts of chunks add up. */
export const Counts = z.object({
  rows: z.int().meta({ description: 'Rows looked at, without the header and empty ones.' }),
  taken: z.int().meta({ description: 'Rows that are (or would be) taken in.' }),
  refused: z.int().meta({ description: 'Rows of which nothing is taken; the file of errors says why.' }),
  valuesLeftOut: z.int().meta({ description: 'Single values left out of rows that are taken.' }),
  repeated: z.int().meta({ description: 'Rows whose order stands in the file before, just the same.' }),
  orders: z.int(),
  refunds: z.int(),
  knownCustomers: z
    .int()
    .meta({ description: 'People in the file whom we know already. Of a dry run only.' }),
  newCustomers: z
    .int()
    .meta({ description: 'People in the file whom we do not know yet. Of a dry run only.' }),
  consentsGranted: z.int().meta({ description: 'Consents with status, source and date.' }),
  consentsWithdrawn: z.int(),
  consentsOutdated: z.int().meta({
    description:
      'Consents in the file that a newer withdrawal or consent overrules, so that they change nothing. Of a dry run only.',
  }),
});
export type Counts = z.infer<typeof Counts>;

export const emptyCounts = (): Counts =>
  Object.fromEntries(Object.keys(Counts.shape).map((name) => [name, 0])) as Counts;

export const addCounts = (one: Counts, other: Counts): Counts =>
  Object.fromEntries(
    (Object.keys(one) as (keyof Counts)[]).map((name) => [name, one[name] + other[name]]),
  ) as Counts;

export const State = z.enum(['waiting', 'checking', 'checked', 'importing', 'done', 'unusable', 'failed']);
export type State = z.infer<typeof State>;

/** The row in `Program`: no cell of the file, since this table outlives an erasure. */
export const StoredImport = z.object({
  id: ImportId,
  kind: ImportKind,
  format: Format,
  /** Bytes announced. */
  size: z.int(),
  options: Options,
  mapping: Mapping,
  state: State,
  createdAt: z.string(),
  createdBy: z.string(),
  /** Runs so far; names the execution. */
  attempt: z.int(),
  mode: Mode.optional(),
  /** When the run at hand was opened. */
  openedAt: z.string().optional(),
  /** When the first run that writes began: all that is written bears this time. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** Of the file that was last tried or taken in: no other is taken in untried. */
  etag: z.string().optional(),
  /** Where the files of the run at hand lie. */
  folder: z.string().optional(),
  rows: z.int().optional(),
  chunks: z.int().optional(),
  counts: Counts.optional(),
  hasErrors: z.boolean().optional(),
  problems: z.array(z.string()).optional(),
  hints: z.array(z.string()).optional(),
});
export type StoredImport = z.infer<typeof StoredImport>;

/** Input of the state machine and of its steps. */
export const RunInput = z.object({ importId: ImportId, mode: Mode, attempt: z.int() });
export type RunInput = z.infer<typeof RunInput>;
export const ChunkTask = RunInput.extend({ folder: z.string(), chunk: z.int().min(0) });
export type ChunkTask = z.infer<typeof ChunkTask>;

/** What the workers must know; one object beside the chunks. */
export const Plan = z.object({
  kind: ImportKind,
  source: z.string(),
  etag: z.string(),
  delimiter: Delimiter,
  columns: Columns,
  header: z.array(z.string()),
  dateOrder: DateOrder.optional(),
  is1904: z.boolean().optional(),
  options: Options,
  /** RFC 3339. */
  now: z.string(),
  chunks: z.array(Chunk),
  /** What the look at the whole file makes one suspect. */
  hints: z.array(z.string()).optional(),
  /** Chunks that have notes. */
  noted: z.array(z.int()),
});
export type Plan = z.infer<typeof Plan>;

/** For a person to look at: cells of the file, so it lies with the file and goes with it. */
export const Preview = z.object({
  header: z.array(z.string()),
  mapping: Mapping,
  samples: z.array(z.array(z.string())),
  /** Beside each sample. */
  read: z
    .array(Cells)
    .optional()
    .meta({
      description:
        'Beside each sample, how its dates and its amount were read: Gregorian days as year-month-day. Absent is what cannot be read.',
      example: [{ date: '2026-10-02', amount: '1250.5 ETB' }],
    }),
});
export type Preview = z.infer<typeof Preview>;

export const uploadKey = (id: string, format: string): string => `imports/${id}/upload.${format}`;
export const convertedKey = (id: string, etagHash: string): string => `imports/${id}/${etagHash}.csv`;
export const planKey = (folder: string): string => `${folder}/plan.json`;
export const previewKey = (folder: string): string => `${folder}/preview.json`;
export const notesKey = (folder: string, chunk: number): string => `${folder}/notes/${chunk}.json`;
export const resultKey = (folder: string, mode: Mode, chunk: number): string =>
  `${folder}/${mode}/${chunk}.json`;
export const chunkErrorsKey = (folder: string, mode: Mode, chunk: number): string =>
  `${folder}/${mode}/${chunk}.csv`;
export const errorsKey = (folder: string, mode: Mode): string => `${folder}/${mode}/errors.csv`;
