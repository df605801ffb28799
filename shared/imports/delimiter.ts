// Comma, semicolon or tab: the one that cuts the first records into the same number of cells.
import * as z from 'zod';
import { recordsIn } from './chunks.ts';
import { cellsOf } from './records.ts';

export const Delimiter = z.enum([',', ';', '\t']);
export type Delimiter = z.infer<typeof Delimiter>;

const LOOKED_AT = 20;

/** Judges by the header first (most cells), then by how many of the records below have as many cells as it. */
export function sniffDelimiter(head: Uint8Array): Delimiter {
  const scored = Delimiter.options.map((delimiter) => {
    const records = recordsIn(head, delimiter.charCodeAt(0)).slice(0, LOOKED_AT);
    const widths = records.map(({ bytes }) => cellsOf(Buffer.from(bytes).toString('utf8'), delimiter).length);
    const header = widths[0] ?? 1;
    const alike = widths.filter((width) => width === header).length / Math.max(1, widths.length);
    return { delimiter, score: header > 1 ? alike * 1_000 + header : 0 };
  });
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}
