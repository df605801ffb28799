// Which order ids were folded: a Bloom filter of 256 bits. "No" is certain; "perhaps" costs one rebuild, never a wrong sum.
import { createHash } from 'node:crypto';

const BYTES = 32;
// At 30 orders about one new order in forty looks familiar, at 100 about one in three.
const HASHES = 3;

export const emptySeen = (): Uint8Array => new Uint8Array(BYTES);

// One byte of the digest is one of the 256 bit positions.
const positions = (orderId: string): Uint8Array =>
  createHash('sha256').update(orderId).digest().subarray(0, HASHES);

/** False: certainly not in the filter. True: perhaps. */
export const isPerhapsSeen = (seen: Uint8Array, orderId: string): boolean =>
  positions(orderId).every((position) => ((seen[position >> 3] ?? 0) & (1 << (position & 7))) !== 0);

/** The filter with `orderId` in it; the one given stays as it is. */
export function withSeen(seen: Uint8Array, orderId: string): Uint8Array {
  const next = Uint8Array.from(seen);
  for (const position of positions(orderId)) {
    next[position >> 3] = (next[position >> 3] ?? 0) | (1 << (position & 7));
  }
  return next;
}

export const seenText = (seen: Uint8Array): string => Buffer.from(seen).toString('base64');

/** Throws RangeError when the text is no filter: a stored row is damaged. */
export function seenFrom(text: string): Uint8Array {
  const seen = Uint8Array.from(Buffer.from(text, 'base64'));
  if (seen.length !== BYTES) throw new RangeError('not a filter of folded orders');
  return seen;
}
