// Cuts a file, as it streams by, into chunks of whole records that fit a worker's memory.
import * as z from 'zod';
import { MAX_LINE_BYTES } from './limits.ts';
import { type RecordSpan, recordAt } from './records.ts';

/** A worker's share: `start` to `end` (exclusive) in bytes; `row` is the 1-based number of its first record. */
export const Chunk = z.object({ start: z.int(), end: z.int(), row: z.int(), rows: z.int() });
export type Chunk = z.infer<typeof Chunk>;

export interface ChunkLimits {
  bytes: number;
  rows: number;
}

/** The file cannot be read as a table; the message is for a person. */
export class UnreadableFile extends Error {}

/**
 * The records of a stream, each with its bytes and its place in the file; holds one piece and one record at a time.
 * Throws UnreadableFile on a line without end.
 */
export async function* recordsOf(
  pieces: AsyncIterable<Uint8Array>,
  delimiter: number,
): AsyncGenerator<RecordSpan & { bytes: Uint8Array }> {
  let held: Uint8Array = new Uint8Array();
  let offset = 0;
  function* take(isLast: boolean) {
    let from = 0;
    for (;;) {
      const found = recordAt(held, from, delimiter, isLast);
      if (!found) break;
      const { start, end, isBroken } = found;
      yield { start: offset + start, end: offset + end, isBroken, bytes: held.subarray(start, end) };
      from = end;
    }
    offset += from;
    held = held.subarray(from);
  }
  for await (const piece of pieces) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    yield* take(false);
    if (held.length > MAX_LINE_BYTES)
      throw new UnreadableFile(`A line is longer than ${MAX_LINE_BYTES / 2 ** 20} MiB: this is no table.`);
  }
  yield* take(true);
}

/** Adds records one by one; `chunks` are those that are complete after `end()`. */
export class Chunker {
  readonly chunks: Chunk[] = [];
  private readonly limits: ChunkLimits;
  private open: Chunk | undefined;

  constructor(limits: ChunkLimits) {
    this.limits = limits;
  }

  /** Number of the chunk that the record is in. */
  add({ start, end }: { start: number; end: number }, row: number): number {
    this.open ??= { start, end: start, row, rows: 0 };
    this.open.end = end;
    this.open.rows += 1;
    const number = this.chunks.length;
    if (this.open.rows >= this.limits.rows || end - this.open.start >= this.limits.bytes) this.end();
    return number;
  }

  end(): void {
    if (this.open) this.chunks.push(this.open);
    this.open = undefined;
  }
}

/** The records of one chunk in memory. */
export function recordsIn(bytes: Uint8Array, delimiter: number): (RecordSpan & { bytes: Uint8Array })[] {
  const records: (RecordSpan & { bytes: Uint8Array })[] = [];
  let at = 0;
  for (;;) {
    const found = recordAt(bytes, at, delimiter, true);
    if (!found) return records;
    records.push({ ...found, bytes: bytes.subarray(found.start, found.end) });
    at = found.end;
  }
}
