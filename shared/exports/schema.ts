// An export: what was asked, where it stands, which files it has.
import * as z from 'zod';

export const ExportId = z
  .string()
  .regex(/^exp_[0-9A-HJKMNP-TV-Z]{26}$/, 'an export id looks like exp_ and 26 characters');

/** What a file is of. */
export const Content = z.enum(['customers', 'identities', 'activity', 'program']);
export type Content = z.infer<typeof Content>;
export const What = z.enum(['everything', ...Content.options]);
export type What = z.infer<typeof What>;
export const ExportFormat = z.enum(['jsonl', 'csv']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportState = z.enum(['running', 'done', 'failed']);

export const ExportFile = z.object({ content: Content, rows: z.int(), bytes: z.int() });
export type ExportFile = z.infer<typeof ExportFile>;

export const StoredExport = z.object({
  id: ExportId,
  what: What,
  format: ExportFormat,
  state: ExportState,
  createdAt: z.string(),
  createdBy: z.string(),
  endedAt: z.string().optional(),
  files: z.array(ExportFile).optional(),
});
export type StoredExport = z.infer<typeof StoredExport>;

/** Input of the state machine. */
export const ExportRun = z.object({ exportId: ExportId, what: What, format: ExportFormat });
export type ExportRun = z.infer<typeof ExportRun>;

/** A worker's share: one segment of a parallel scan. */
export const Piece = ExportRun.extend({ content: Content, segment: z.int().min(0), total: z.int().min(1) });
export type Piece = z.infer<typeof Piece>;

/** Files are kept for so long (the bucket's rule for `exports/`). */
export const KEPT_DAYS = 7;

/** Segments of a scan, each one call of a worker; a small table needs no more than one. */
const segments: Record<Content, number> = { customers: 4, identities: 4, activity: 12, program: 1 };

export const contentsOf = (what: What): readonly Content[] =>
  what === 'everything' ? Content.options : [what];

export const piecesOf = (run: ExportRun): Piece[] =>
  contentsOf(run.what).flatMap((content) =>
    Array.from({ length: segments[content] }, (_, segment) => ({
      ...run,
      content,
      segment,
      total: segments[content],
    })),
  );

export const fileKey = (
  { exportId, format }: Pick<ExportRun, 'exportId' | 'format'>,
  content: Content,
): string => `exports/${exportId}/${content}.${format}`;
export const pieceKey = (piece: Piece): string =>
  `exports/${piece.exportId}/pieces/${piece.content}-${piece.segment}.${piece.format}`;
export const countKey = (piece: Piece): string => `${pieceKey(piece)}.json`;
