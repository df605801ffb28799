// Exports over HTTP: everything the business has, in files that any other system can read.
import * as z from 'zod';
import { RepeatHeaders } from '../platform/answers.ts';
import { defineRoutes, type Role } from '../platform/routes.ts';
import { ExportFile, ExportFormat, ExportId, ExportState, What } from './schema.ts';

const audience: readonly Role[] = ['owner'];
const Instant = z.iso.datetime();

export const NewExport = z
  .strictObject({
    what: What.default('everything').meta({
      description:
        '`customers`: profile, consents, purchases in numbers, score. `activity`: the whole log, every event as it was ' +
        'sent. `identities`: which identifier belongs to whom. `program`: models, metrics, ' +
        'reports on the data, settings.',
    }),
    format: ExportFormat.default('jsonl').meta({
      description:
        '`jsonl` loses nothing. `csv` is for spreadsheets: cells that look like formulas are defused.',
    }),
  })
  .meta({ id: 'NewExport' });

export const ExportAnswer = z
  .object({
    id: ExportId,
    what: What,
    format: ExportFormat,
    state: ExportState,
    createdAt: Instant,
    endedAt: Instant.optional(),
    files: z
      .array(
        ExportFile.extend({ url: z.url().meta({ description: 'Download; the link is good for an hour.' }) }),
      )
      .optional(),
    expiresAt: Instant.meta({ description: 'When the files are deleted.' }),
  })
  .meta({ id: 'Export' });

export const exportRoutes = defineRoutes({
  'POST /v1/exports': {
    audience,
    summary: 'Export data',
    description:
      'Starts an export of what stands in the tables now; read it under the id in the answer. With an ' +
      '`Idempotency-Key` a repeated request starts it once.',
    headers: RepeatHeaders,
    body: NewExport,
    response: ExportAnswer,
    status: 202,
  },
  'GET /v1/exports/{id}': {
    audience,
    summary: 'Read an export and get its files',
    params: z.object({ id: ExportId }),
    response: ExportAnswer,
    problems: ['not-found'],
  },
});
