// Somebody signing in: an identify call that names both the person and the device they were using.
import { identityKey } from '../customers/identity.ts';
import { unpackBody } from './body.ts';
import { Incoming } from './incoming.ts';
import type { Entry } from './schema.ts';

/** The customer of the call, and the identity key of the device; undefined when it names no device or no person. */
export function deviceOf({
  pk,
  body,
}: Pick<Entry, 'pk' | 'body'>): { known: string; device: string } | undefined {
  const event = body && read(body);
  if (event?.userId === undefined || event.anonymousId === undefined) return undefined;
  return { known: pk, device: identityKey('anon', event.anonymousId) };
}

// What cannot be read is parked by the fold.
function read(body: Uint8Array): Incoming | undefined {
  try {
    return Incoming.safeParse(unpackBody(body)).data;
  } catch {
    return undefined;
  }
}
