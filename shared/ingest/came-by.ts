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

/** Whether the surest identifier of an event that either of two customers has is one of `theirs`. */
export function cameBy(
  body: unknown,
  country: string,
  { theirs, ours }: { theirs: ReadonlySet<string>; ours: ReadonlySet<string> },
): boolean {
  const deciding = keysOf(body, country).find((key) => theirs.has(key) || ours.has(key));
  return deciding !== undefined && theirs.has(deciding);
}
