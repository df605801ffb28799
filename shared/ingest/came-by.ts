// By which of two customers' identifiers an entry of the log came: what goes back when they are parted.
import { claimKeys } from '../customers/identity.ts';
import { unpackBody } from './body.ts';
import { claimOf } from './claims.ts';
import { Incoming } from './incoming.ts';

function keysOf(body: unknown, country: string): string[] {
  if (!(body instanceof Uint8Array)) return [];
  try {
    const event = Incoming.safeParse(unpackBody(body)).data;
    const claim = event && (claimOf(event, country) ?? claimOf(event, country, true));
    return claim ? claimKeys(claim) : [];
  } catch {
    // What cannot be read stays where it is.
    return [];
  }
}

/** Identity keys of the customer who is to go, with the time since when each was theirs (RFC 3339), and of who stays. */
export interface KeysOfBoth {
  theirs: ReadonlyMap<string, string>;
  ours: ReadonlySet<string>;
}

/** Whether the surest identifier of an event that either of two customers has is one of `theirs`, and was when it came. */
export function cameBy(
  { body, receivedAt = '' }: { body?: unknown; receivedAt?: string | undefined },
  country: string,
  { theirs, ours }: KeysOfBoth,
): boolean {
  const deciding = keysOf(body, country).find((key) => theirs.has(key) || ours.has(key));
  const since = deciding === undefined ? undefined : theirs.get(deciding);
  return since !== undefined && since <= receivedAt;
}
