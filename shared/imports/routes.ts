// Imports over HTTP: announce a file, upload it, try it, take it in, see what came of it.
import * as z from 'zod';
import { PageQuery, pageOf, RepeatHeaders } from '../platform/answers.ts';
import { defineRoutes, type Role } from '../platform/routes.ts';
import { ImportKind } from './fields.ts';
import { MAX_BYTES, MAX_ROWS } from './limits.ts';
import { Mapping } from './mapping.ts';
import { Counts, Format, ImportId, Mode, Options, Preview, State } from './schema.ts';

const audience: readonly Role[] = ['owner', 'marketer'];
const params = z.object({ id: ImportId });

const GivenMapping = Mapping.meta({
  id: 'ImportMapping',
  description:
    'Field to the header of its column; null: in no column. What is not named is guessed from the header.',
  example: { id: 'Customer No', name: 'ስም', phone: 'ስልክ' },
});

export const NewImport = z
  .strictObject({
    kind: ImportKind,
    fileName: z.string().trim().min(1).max(255).meta({ description: 'For your own records; not kept.' }),
    format: Format,
    size: z.int().min(1).meta({ description: 'Bytes of the file. The upload must have exactly as many.' }),
    mapping: GivenMapping.default({}),
    options: Options.prefault({}),
  })
  .refine(({ format, size }) => size <= MAX_BYTES[format], {
    path: ['size'],
    message: `at most ${MAX_BYTES.csv} bytes of CSV, ${MAX_BYTES.xlsx} of Excel: split it, or save the workbook as CSV`,
  })
  .meta({ id: 'NewImport' });

export const RunRequest = z.strictObject({ mapping: GivenMapping.optional() }).meta({ id: 'ImportRun' });

const Instant = z.iso.datetime();

/** Who is known is looked up by a dry run alone. */
const ShownCounts = Counts.partial({ knownCustomers: true, newCustomers: true, consentsOutdated: true });

export const ImportAnswer = z
  .object({
    id: ImportId,
    kind: ImportKind,
    format: Format,
    state: State.meta({
      description:
        '`waiting` for the upload or a start; `checking` and `checked`: the dry run; `importing` and `done`; `unusable`: ' +
        'nothing can be done with the file, `problems` says why; `failed`: start again, it goes on where it stopped.',
    }),
    mode: Mode.optional(),
    createdAt: Instant,
    startedAt: Instant.optional(),
    endedAt: Instant.optional(),
    options: Options,
    mapping: GivenMapping,
    progress: z.object({ rows: z.int(), chunks: z.int(), chunksDone: z.int() }).optional(),
    counts: ShownCounts.optional(),
    problems: z.array(z.string()).optional(),
    hints: z
      .array(z.string())
      .optional()
      .meta({
        description:
          'What looks as if the file was read wrongly, such as Ethiopian dates taken for Gregorian ones. Look at it before a start.',
        example: [
          'The newest date is 22 January 2019. If the dates of this file are of the Ethiopian calendar, it is 2 October 2026: announce the file again with the option calendar: ethiopic.',
        ],
      }),
  })
  .meta({ id: 'Import' });

export const ImportDetails = ImportAnswer.extend({
  preview: Preview.optional().meta({ description: 'Header, mapping in force and first rows of the file.' }),
  errorsUrl: z.url().optional().meta({
    description:
      'The rows with errors as CSV, with row number, column, reason and the row itself. Good for an hour.',
  }),
}).meta({ id: 'ImportDetails' });

const Created = ImportAnswer.extend({
  upload: z.object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt: Instant,
  }),
}).meta({ id: 'ImportCreated' });

export const importRoutes = defineRoutes({
  'POST /v1/imports': {
    audience,
    summary: 'Announce a file of customers or purchases',
    description:
      'Answers with a link to put the file to, good for an hour: `PUT` exactly the bytes announced. CSV may be UTF-8, ' +
      'UTF-16 or Windows-1252, with commas, semicolons or tabs; of an Excel workbook the first visible sheet is read. ' +
      'In a file of purchases a row is an order. Where it is a line of one (`rows: lines`), rows with the same order id and ' +
      'buyer are one order: the sum of its lines, as of the earliest, with up to 50 products. A line is worth its amount, or ' +
      'its unit price times its quantity where no column has the amount; lines may leave date, buyer or amount to the others. ' +
      'What is given back (a negative line) on the day of the order lowers its total; later it is a refund. An order ' +
      'of which one line cannot be read is refused as a whole, so all lines of an order must be in one file. ' +
      `At most ${MAX_ROWS.toLocaleString('en')} rows; split what has more. ` +
      'With an `Idempotency-Key` a repeated request announces one import, and gives a new link to it.',
    headers: RepeatHeaders,
    body: NewImport,
    response: Created,
    status: 201,
  },
  'POST /v1/imports/{id}/dry-run': {
    audience,
    summary: 'Try an import',
    description:
      'Reads the whole file and says what would come of it, without writing anything about anybody. `hints` says what looks ' +
      'as if it was read wrongly; the preview has the first rows as they were read. A sale dated in the future is refused; ' +
      'any other date in the future is left out of its row.',
    params,
    body: RunRequest,
    response: ImportAnswer,
    problems: ['not-found', 'conflict'],
    status: 202,
  },
  'POST /v1/imports/{id}/start': {
    audience,
    summary: 'Take the file in',
    description:
      'Rows become the same events a shop sends itself; the same row again, in this file or another, changes nothing, ' +
      'and an order that was also tracked counts once. A sale without an order id is known by its buyer, date, time ' +
      'and amount, as they are written. No consent is created or restored unless its columns give ' +
      'status, source and date, and then the newest statement counts. A file that was put in the place of the one that ' +
      'was tried is not taken in.',
    params,
    body: RunRequest,
    response: ImportAnswer,
    problems: ['not-found', 'conflict'],
    status: 202,
  },
  'GET /v1/imports': {
    audience,
    summary: 'List imports',
    description: 'The newest first; they are listed for 90 days, their files are kept for 30.',
    query: PageQuery,
    response: pageOf('ImportPage', ImportAnswer),
  },
  'GET /v1/imports/{id}': {
    audience,
    summary: 'Read where an import stands',
    params,
    response: ImportDetails,
    problems: ['not-found'],
  },
});
