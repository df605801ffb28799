// An import as the API shows it.
import type * as z from 'zod';
import type { ImportRow } from './import-store.ts';
import type { ImportAnswer } from './routes.ts';

export function importView(row: ImportRow): z.input<typeof ImportAnswer> {
  const { id, kind, format, state, mode, createdAt, startedAt, endedAt, options, mapping, counts, problems } =
    row;
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
    ...(counts && { counts }),
    ...(problems && { problems }),
  };
}
