// The imports area over HTTP.
import { isDeepStrictEqual } from 'node:util';
import { ImportApiEnv } from '../../shared/imports/env.ts';
import { ImportStore } from '../../shared/imports/import-store.ts';
import type { Mapping } from '../../shared/imports/mapping.ts';
import { importRoutes } from '../../shared/imports/routes.ts';
import { errorsKey, type Mode, Preview, previewKey, uploadKey } from '../../shared/imports/schema.ts';
import { importView } from '../../shared/imports/view.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { conflict, notFound } from '../../shared/platform/errors.ts';
import { Executions } from '../../shared/platform/executions.ts';
import { Files } from '../../shared/platform/files.ts';
import { newId } from '../../shared/platform/ids.ts';
import { Objects } from '../../shared/platform/objects.ts';
import { claimed } from '../../shared/platform/once.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(ImportApiEnv);
const program = new Table(documentClient(), env.PROGRAM_TABLE);
const store = new ImportStore(program);
const files = new Files(env.RUNS_BUCKET);
const objects = new Objects(env.RUNS_BUCKET);
const executions = new Executions(env.IMPORT_ARN);
const LINK_SECONDS = 3_600;

async function run(id: string, mode: Mode, mapping: Mapping | undefined, now: number) {
  const found = await store.get(id);
  if (!found) throw notFound('No import has this id.');
  const row = await store.openRun(id, mode, mapping, now);
  const isOther = row.mode !== mode || (mapping && !isDeepStrictEqual(mapping, row.mapping));
  if (isOther) throw conflict('This import is being worked on. Wait until it has ended.');
  // The name makes a repeated request, or one whose answer was lost, start it once.
  await executions.start(`${id}-${row.attempt}`, { importId: id, mode, attempt: row.attempt });
  return { body: importView(row, now) };
}

export const handler = httpHandler(importRoutes, {
  'POST /v1/imports': async ({ body, headers, user, now }) => {
    const { fileName: _name, ...asked } = body;
    const createdBy = user?.id ?? '';
    const repeatable = { what: 'import', userId: createdBy, key: headers['idempotency-key'], request: asked };
    const own = { id: newId('imp', now), at: new Date(now).toISOString() };
    const { id, at: createdAt } = await claimed(program, repeatable, own, now);
    const row = await store.create({ ...asked, id, state: 'waiting', createdAt, createdBy, attempt: 0 }, now);
    const url = await files.uploadLink(uploadKey(id, body.format), body.size, LINK_SECONDS);
    const expiresAt = new Date(now + LINK_SECONDS * 1_000).toISOString();
    const upload = {
      method: 'PUT' as const,
      url,
      headers: { 'content-length': String(body.size) },
      expiresAt,
    };
    return { body: { ...importView(row, now), upload } };
  },
  'POST /v1/imports/{id}/dry-run': async ({ params, body, now }) =>
    run(params.id, 'dry-run', body.mapping, now),
  'POST /v1/imports/{id}/start': async ({ params, body, now }) => run(params.id, 'start', body.mapping, now),
  'GET /v1/imports': async ({ query, now }) => {
    const { rows, next } = await store.list(query.limit, query.cursor);
    return {
      body: { data: rows.map((row) => importView(row, now)), next_cursor: next, has_more: next !== null },
    };
  },
  'GET /v1/imports/{id}': async ({ params, now }) => {
    const row = await store.get(params.id);
    if (!row) throw notFound('No import has this id.');
    const { folder, mode, hasErrors } = row;
    const preview = folder === undefined ? undefined : await objects.get(previewKey(folder), Preview);
    const errorsUrl =
      folder !== undefined && mode && hasErrors
        ? await files.downloadLink(errorsKey(folder, mode), `${row.id}-errors.csv`, LINK_SECONDS)
        : undefined;
    return {
      body: { ...importView(row, now), ...(preview && { preview }), ...(errorsUrl && { errorsUrl }) },
    };
  },
});
