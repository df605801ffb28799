// The steps of an export: plan the pieces, write each, join them. Each may be repeated.
import * as z from 'zod';
import type { Files } from '../platform/files.ts';
import type { Objects } from '../platform/objects.ts';
import type { ExportStore } from './export-store.ts';
import { headerOf, linesOf } from './lines.ts';
import { recordOf } from './records.ts';
import {
  contentsOf,
  countKey,
  type ExportFile,
  type ExportRun,
  fileKey,
  type Piece,
  pieceKey,
  piecesOf,
} from './schema.ts';

export interface ExportParts {
  store: Pick<ExportStore, 'end'>;
  files: Pick<Files, 'facts' | 'read' | 'write'>;
  objects: Pick<Objects, 'get' | 'put'>;
  pages(piece: Piece, now: number): AsyncIterable<Record<string, unknown>[]>;
}

const Written = z.object({ rows: z.int() });
const mediaTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl' } as const;

export const planExport = (run: ExportRun) => ({ ...run, isUsable: true, tasks: piecesOf(run) });

/** One segment as a file of its own: a page of the table in memory at a time. */
export async function writePiece(parts: ExportParts, piece: Piece, now: number): Promise<{ rows: number }> {
  const { content, format } = piece;
  let rows = 0;
  async function* lines() {
    for await (const page of parts.pages(piece, now)) {
      const records = page.map((item) => recordOf(content, item)).filter((record) => record !== undefined);
      rows += records.length;
      yield Buffer.from(linesOf(records, content, format));
    }
  }
  await parts.files.write(pieceKey(piece), lines(), mediaTypes[format]);
  await parts.objects.put(countKey(piece), { rows });
  return { rows };
}

/** One file for each content. The pieces go with it after their days: were they removed here, this could not be repeated. */
export async function joinPieces(parts: ExportParts, run: ExportRun, now: number): Promise<ExportFile[]> {
  const { files, objects, store } = parts;
  const pieces = piecesOf(run);
  const made: ExportFile[] = [];
  for (const content of contentsOf(run.what)) {
    const own = pieces.filter((piece) => piece.content === content);
    let rows = 0;
    for (const piece of own) {
      const written = await objects.get(countKey(piece), Written);
      if (!written) throw new Error(`piece ${content} ${piece.segment} was not written`);
      rows += written.rows;
    }
    const key = fileKey(run, content);
    await files.write(key, joined(parts, own, headerOf(content, run.format)), mediaTypes[run.format]);
    made.push({ content, rows, bytes: (await files.facts(key))?.size ?? 0 });
  }
  await store.end(run.exportId, 'done', made, now);
  return made;
}

async function* joined({ files }: ExportParts, pieces: readonly Piece[], header: string) {
  if (header !== '') yield Buffer.from(header);
  for (const piece of pieces) yield* files.read(pieceKey(piece));
}
