// How the bytes of an uploaded file spell text: UTF-8, UTF-16 from old Excel, or Windows' Western letters.
import * as z from 'zod';

export const Encoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);
export type Encoding = z.infer<typeof Encoding>;

export interface Sniffed {
  encoding: Encoding;
  /** Bytes of the byte order mark. */
  mark: number;
}

const startsWith = (bytes: Uint8Array, ...mark: number[]) =>
  mark.every((byte, index) => bytes[index] === byte);

/** Zero bytes at even and at odd places: ASCII in UTF-16 is half zeros, on one side. */
function zeros(bytes: Uint8Array): [number, number] {
  const found: [number, number] = [0, 0];
  bytes.forEach((byte, index) => {
    if (byte === 0) found[(index % 2) as 0 | 1] += 1;
  });
  return found;
}

/** Looks at the beginning of a file; `isWhole`: there is no more of it. */
export function sniffEncoding(head: Uint8Array, isWhole: boolean): Sniffed {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 };
  if (startsWith(head, 0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 };
  if (startsWith(head, 0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 };
  const [even, odd] = zeros(head);
  const many = head.length / 8;
  if (odd > many && even < odd / 4) return { encoding: 'utf-16le', mark: 0 };
  if (even > many && odd < even / 4) return { encoding: 'utf-16be', mark: 0 };
  return { encoding: isRatherUtf8(head, isWhole) ? 'utf-8' : 'windows-1252', mark: 0 };
}

/** Whether more letters can be read as UTF-8 than cannot: one that a program has cut in two makes no other file of it. */
function isRatherUtf8(head: Uint8Array, isWhole: boolean): boolean {
  let damaged = 0;
  let sound = 0;
  for (const letter of new TextDecoder().decode(head, { stream: !isWhole })) {
    if (letter === '\ufffd') damaged += 1;
    else if (letter > '\u007f') sound += 1;
  }
  return damaged === 0 || sound > damaged;
}

/** The same text as UTF-8, piece by piece; bytes that spell nothing become the replacement character. */
export async function* toUtf8(
  bytes: AsyncIterable<Uint8Array>,
  { encoding, mark }: Sniffed,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  let left = mark;
  for await (const piece of bytes) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    yield Buffer.from(decoder.decode(rest, { stream: true }));
  }
  yield Buffer.from(decoder.decode());
}
