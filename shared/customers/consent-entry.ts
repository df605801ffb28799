// A consent as the log keeps it, whoever recorded it: a user, an unsubscribe link, a bounce.
import type * as z from 'zod';
import { packBody } from '../ingest/body.ts';
import { CONSENT_GIVEN, CONSENT_REQUESTED, CONSENT_WITHDRAWN, expiryOf } from '../ingest/kinds.ts';
import { type Entry, entryKey } from '../ingest/schema.ts';
import type { Channel, ConsentState, Purpose } from './schema.ts';

/** A user of ours as the source of an entry; no write key or endpoint is named so. */
export const byUser = (userId: string): string => `user:${userId}`;
export const isByUser = ({ source }: Pick<Entry, 'source'>): boolean => source.startsWith(byUser(''));

/** How it was made sure that the customer said so: by the button behind a link that was mailed to them. */
export interface ConsentProof {
  confirmedBy: 'link';
  /** Id of the message that carried the link. */
  confirmation: string;
  /** Keyed hash of the address the link was mailed to: the consent holds for no other. */
  addressHash: string;
  requestedAt: string;
}

export interface ConsentRecord {
  customerId: string;
  channel: z.infer<typeof Channel>;
  purpose: z.infer<typeof Purpose>;
  /** `requested` grants nothing: it asks for a mail with a link that does. */
  status: ConsentState['status'] | 'requested';
  /** Where it was given: a form, the till, an unsubscribe link. */
  source: string;
  wordingVersion?: string;
  /** When the customer said so, RFC 3339. */
  at: string;
  /** The same id and time give the same entry, so recording twice records once. */
  id: string;
  receivedAt: string;
  /** Who brought it: `user:<id>` or a part of the system. Default: `source`. */
  recordedBy?: string;
  proof?: ConsentProof;
}

const names: Record<ConsentRecord['status'], string> = {
  granted: CONSENT_GIVEN,
  withdrawn: CONSENT_WITHDRAWN,
  requested: CONSENT_REQUESTED,
};

/** The log entry; its body is a track call, so that ingest folds consents of every origin alike. */
export function consentEntry(record: ConsentRecord): Entry {
  const { channel, purpose, source, wordingVersion } = record;
  const name = names[record.status];
  const at = new Date(record.at).toISOString();
  const expiresAt = expiryOf('consent', Date.parse(at), name);
  return {
    pk: record.customerId,
    sk: entryKey('consent', at, record.id),
    kind: 'consent',
    id: record.id,
    name,
    at,
    source: record.recordedBy ?? source,
    receivedAt: record.receivedAt,
    body: packBody({
      type: 'track',
      event: name,
      properties: { channel, purpose, source, ...(wordingVersion && { wordingVersion }), ...record.proof },
    }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
