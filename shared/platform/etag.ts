// Entity tags (RFC 9110): an answer that the caller already has is 304 without a body.
import { hashOf } from './ids.ts';

const isMatch = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.trim() === '*' ||
  ifNoneMatch
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .includes(tag);

/** A reply with the tag of its JSON; 304 when `ifNoneMatch` (the request header) names it. */
export function tagged<B>(body: B, ifNoneMatch: string | undefined) {
  const etag = `"${hashOf([JSON.stringify(body)])}"`;
  if (ifNoneMatch !== undefined && isMatch(ifNoneMatch, etag)) return { status: 304, headers: { etag } };
  return { body, headers: { etag } };
}
