// Entity tags (RFC 9110): an answer that the caller already has is 304 without a body.
import { hashOf } from './ids.ts';

const isMatch = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.trim() === '*' ||
  ifNoneMatch
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .includes(tag);

/** The tag of what would be answered as this JSON. */
export const entityTag = (body: unknown): string => `"${hashOf([JSON.stringify(body)])}"`;

/** Whether `ifMatch` (the request header) allows to change what has this tag; without the header everybody may. */
export const mayChange = (ifMatch: string | undefined, tag: string): boolean =>
  ifMatch === undefined || isMatch(ifMatch, tag);

/** A reply with the tag of its JSON; 304 when `ifNoneMatch` (the request header) names it. */
export function tagged<B>(body: B, ifNoneMatch: string | undefined) {
  const etag = entityTag(body);
  if (ifNoneMatch !== undefined && isMatch(ifNoneMatch, etag)) return { status: 304, headers: { etag } };
  return { body, headers: { etag } };
}
