// Consent is a record: of several for one channel and purpose the newest counts, in whatever order they arrive; at the same
// instant the withdrawal. One that a link proved holds for that address only (isGrantedFor).
// Merged, the log decides over both histories together, but what one of them withdrew last holds from the decision on
// (merge-rules.ts, withdrawnBy). Parted, nobody gets a consent back but from their own log; a withdrawal made while they were
// one holds for both (merge-work.ts). In between no mail goes out, it waits (gate.ts, `isUnsettled`).
import type { ConsentState, Consents } from './schema.ts';

/** Whether `next` replaces `current`. At the same instant a withdrawal wins: in doubt nobody is written to. */
export function replaces(next: ConsentState, current: ConsentState | undefined): boolean {
  if (!current) return true;
  const [a, b] = [Date.parse(next.at), Date.parse(current.at)];
  if (a !== b) return a > b;
  return next.status === 'withdrawn' && current.status === 'granted';
}

/** Consents after one more record. Folding the same records in any order, any number of times, gives the same statuses. */
export const foldConsent = (consents: Consents, key: string, next: ConsentState): Consents =>
  replaces(next, consents[key]) ? { ...consents, [key]: next } : consents;

/**
 * Whether a consent is in force for an address, given by its keyed hash. One that a link proved holds for the address it
 * was mailed to: what an identify call or a merge puts in its place has agreed to nothing.
 */
export const isGrantedFor = (
  consent: ConsentState | undefined,
  addressHash: string | undefined,
): consent is ConsentState & { status: 'granted' } =>
  consent?.status === 'granted' && (consent.addressHash === undefined || consent.addressHash === addressHash);
