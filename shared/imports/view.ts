// An import as the API shows it.
import type * as z from 'zod';
import { isLost } from '../platform/lost-run.ts';
import type { ImportRow } from './import-store.ts';
import type { ImportAnswer } from './routes.ts';
import type { Counts } from './schema.ts';

export function importView(row: ImportRow, now: number): z.input<typeof ImportAnswer> {
  const { id, kind, format, mode, createdAt, startedAt, endedAt, options, mapping, counts, problems, hints } =
    row;
  const isOpen = row.state === 'checking' || row.state === 'importing';
  const state = isOpen && isLost(row.openedAt ?? row.createdAt, now) ? 'failed' : row.state;
  return {
    id,
    kind,
    format,
    state,
    createdAt,
    options,
    mapping,
    ...(mode && { mode }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(row.chunks !== undefined && {
      progress: { rows: row.rows ?? 0, chunks: row.chunks, chunksDone: row.done?.size ?? 0 },
    }),
    ...(counts && { counts: mode === 'dry-run' ? counts : taken(counts) }),
    ...(problems && { problems }),
    ...(hints && hints.length > 0 && { hints }),
  };
}

/** Without what only a dry run finds out: there 0 is no number of people. */
function taken({ knownCustomers: _k, newCustomers: _n, consentsOutdated: _c, ...counts }: Counts) {
  return counts;
}
