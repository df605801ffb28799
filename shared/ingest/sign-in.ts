// Somebody signing in: a call that names both the person and a device they were using.
import { identityKey } from '../customers/identity.ts';
import type { Images } from '../platform/stream.ts';
import { unpackBody } from './body.ts';
import { Incoming } from './incoming.ts';
import { Entry } from './schema.ts';

/** A new call of a kind that can say it; undefined for every other record. Throws ZodError on a damaged row. */
export function signInCall({ before, after }: Images): Entry | undefined {
  if (before || !String(after?.pk).startsWith('cus_')) return undefined;
  const isCall = after?.kind === 'identify' || (after?.kind === 'event' && after.name === 'alias');
  return isCall ? Entry.parse(after) : undefined;
}

/** The customer of the call, and the identity key of the device; undefined when it names no device or no person. */
export function deviceOf({
  pk,
  body,
}: Pick<Entry, 'pk' | 'body'>): { known: string; device: string } | undefined {
  const event = body && read(body);
  const device = event && deviceIn(event);
  if (event?.userId === undefined || device === undefined) return undefined;
  return { known: pk, device: identityKey('anon', device) };
}

// An earlier id that is a user's leads to nothing here: it is looked up as a device's only.
function deviceIn(event: Incoming): string | undefined {
  if (event.type === 'alias') return event.previousId;
  return event.type === 'identify' ? event.anonymousId : undefined;
}

// What cannot be read is parked by the fold.
function read(body: Uint8Array): Incoming | undefined {
  try {
    return Incoming.safeParse(unpackBody(body)).data;
  } catch {
    return undefined;
  }
}
