// The message that a request for consent starts.
import * as z from 'zod';
import { unpackBody } from '../ingest/body.ts';
import { CONSENT_REQUESTED, ConsentRequestProperties } from '../ingest/kinds.ts';
import type { Entry } from '../ingest/schema.ts';
import { hashOf } from '../platform/ids.ts';
import { type Message, messageId, messageSortKey } from './schema.ts';

/** Most confirmations that a customer can be asked for in a month; more leave no trace but the request itself. */
export const MOST_IN_MONTH = 10;

/** The form's address arrives beside the request: a moment later the customer has it. */
const SETTLES_WITHIN = 5_000;

const Body = z.object({ properties: ConsentRequestProperties });
const DAY = 86_400_000;

/** One message per request, however often the request is told. Undefined: the entry is no request. */
export function confirmationMessage(entry: Entry): Message | undefined {
  if (entry.kind !== 'consent' || entry.name !== CONSENT_REQUESTED) return undefined;
  const { properties } = Body.parse(entry.body && unpackBody(entry.body));
  const { source, wordingVersion } = properties;
  const episode = Math.floor(Date.parse(entry.at) / DAY);
  const id = `${messageId(episode, 'consent-confirmation')}-${hashOf([entry.sk], 16)}`;
  return {
    pk: entry.pk,
    sk: messageSortKey(id) ?? '',
    kind: 'message',
    id,
    name: 'Consent confirmation',
    at: entry.at,
    source: 'campaigns',
    receivedAt: entry.receivedAt,
    campaign: 'consent-confirmation',
    episode,
    state: 'queued',
    stateAt: entry.receivedAt,
    consent: { source, ...(wordingVersion !== undefined && { wordingVersion }), requestedAt: entry.at },
  };
}

/** The job of a confirmation: not before the address is there. */
export const confirmationJob = ({ pk, id, receivedAt }: Message) => ({
  customerId: pk,
  id,
  notBefore: new Date(Date.parse(receivedAt) + SETTLES_WITHIN).toISOString(),
});
