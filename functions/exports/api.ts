// The exports area over HTTP.
import { ExportApiEnv } from '../../shared/exports/env.ts';
import { ExportStore } from '../../shared/exports/export-store.ts';
import { exportRoutes } from '../../shared/exports/routes.ts';
import { fileKey, KEPT_DAYS, type StoredExport } from '../../shared/exports/schema.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { notFound } from '../../shared/platform/errors.ts';
import { Executions } from '../../shared/platform/executions.ts';
import { Files } from '../../shared/platform/files.ts';
import { newId } from '../../shared/platform/ids.ts';
import { isLost } from '../../shared/platform/lost-run.ts';
import { claimed } from '../../shared/platform/once.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(ExportApiEnv);
const program = new Table(documentClient(), env.PROGRAM_TABLE);
const store = new ExportStore(program);
const links = new Files(env.RUNS_BUCKET);
const executions = new Executions(env.EXPORT_ARN);
const LINK_SECONDS = 3_600;

async function view(stored: StoredExport, now: number) {
  const { files, createdBy: _by, ...rest } = stored;
  const state = stored.state === 'running' && isLost(stored.createdAt, now) ? 'failed' : stored.state;
  const expires = Date.parse(stored.endedAt ?? stored.createdAt) + KEPT_DAYS * 86_400_000;
  // A link to a file that is gone helps nobody.
  const found = expires > now ? (files ?? []) : [];
  const linked = found.map(async (file) => {
    const name = `${file.content}.${stored.format}`;
    const key = fileKey({ exportId: stored.id, format: stored.format }, file.content);
    return { ...file, url: await links.downloadLink(key, name, LINK_SECONDS) };
  });
  return {
    ...rest,
    state,
    ...(files && { files: await Promise.all(linked) }),
    expiresAt: new Date(expires).toISOString(),
  };
}

export const handler = httpHandler(exportRoutes, {
  'POST /v1/exports': async ({ body, headers, user, now }) => {
    const userId = user?.id ?? '';
    const repeatable = { what: 'export', userId, key: headers['idempotency-key'], request: body };
    const own = { id: newId('exp', now), at: new Date(now).toISOString() };
    const { id, at: createdAt } = await claimed(program, repeatable, own, now);
    const stored = await store.create({ ...body, id, state: 'running', createdAt, createdBy: userId }, now);
    await executions.start(id, { exportId: id, what: stored.what, format: stored.format });
    return { body: await view(stored, now) };
  },
  'GET /v1/exports/{id}': async ({ params, now }) => {
    const stored = await store.get(params.id);
    if (!stored) throw notFound('No export has this id.');
    return { body: await view(stored, now) };
  },
});
