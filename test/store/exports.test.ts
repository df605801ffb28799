// Exports of real tables: each row once, whatever segment it is in; a piece that is written twice counts once.
import { expect, it } from 'vitest';
import { ExportStore, pagesOf } from '../../shared/exports/export-store.ts';
import { type ExportRun, fileKey } from '../../shared/exports/schema.ts';
import { type ExportParts, joinPieces, planExport, writePiece } from '../../shared/exports/steps.ts';
import { newId } from '../../shared/platform/ids.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomerId } from '../support/factories.ts';
import { MemoryFiles } from '../support/memory-files.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const ROWS = 300;

onEachEngine('exports', ({ tables }) => {
  const files = new MemoryFiles();
  const store = new ExportStore(tables.Program);
  const { Customers, Identities, Activity, Program } = tables;
  const contents = { customers: Customers, identities: Identities, activity: Activity, program: Program };
  const parts: ExportParts = {
    store,
    files,
    objects: files,
    pages: (piece, now) => pagesOf(contents, piece, now),
  };
  const asked = (what: ExportRun['what'], format: ExportRun['format']) => ({
    id: newId('exp', NOW),
    what,
    format,
    state: 'running' as const,
    createdAt: new Date(NOW).toISOString(),
    createdBy: 'user-1',
  });

  it('hold every row of every table once, and nothing that has expired', async () => {
    const ids = Array.from({ length: ROWS }, (_, n) => aCustomerId(n + 1));
    const entry = (customerId: string) => ({ pk: customerId, sk: 'visit#x#m', kind: 'visit', id: 'm' });
    await Activity.putMany(ids.map(entry));
    await Activity.putMany([
      { ...entry(aCustomerId(9_999)), expiresAt: Math.floor(NOW / 1_000) - 1 },
      { pk: 'seen#x', sk: 'seen' },
    ]);
    await Program.putMany([
      { pk: 'write-key#hash', sk: 'key' },
      { pk: 'settings', sk: 'churn', a: 1 },
    ]);
    const { id, what, format } = await store.create(asked('everything', 'jsonl'), NOW);
    const run: ExportRun = { exportId: id, what, format };

    const { tasks } = planExport(run);
    for (const task of tasks) await writePiece(parts, task, NOW);
    const again = tasks.at(0);
    if (again) await writePiece(parts, again, NOW);
    await joinPieces(parts, run, NOW);
    // As a worker does that was stopped behind its last write: the step is done once more.
    const made = await joinPieces(parts, run, NOW);

    const lines = files.text(fileKey(run, 'activity')).split('\n').filter(Boolean);
    expect(lines.map((line) => JSON.parse(line).customerId).sort()).toEqual(ids.sort());
    expect(made.map(({ content, rows }) => [content, rows])).toEqual([
      ['customers', 0],
      ['identities', 0],
      ['activity', ROWS],
      ['program', 1],
    ]);
    expect(await store.get(id)).toMatchObject({ state: 'done', files: made });
  });

  it('cannot be joined before every piece is there', async () => {
    const { id, what, format } = asked('customers', 'csv');

    await expect(joinPieces(parts, { exportId: id, what, format }, NOW)).rejects.toThrow('was not written');
  });

  it('stand under their id as they were asked for first', async () => {
    const first = asked('customers', 'csv');

    expect(await store.create(first, NOW)).toMatchObject({ what: 'customers' });
    expect(await store.create({ ...asked('activity', 'csv'), id: first.id }, NOW)).toMatchObject({
      what: 'customers',
    });
  });
});
