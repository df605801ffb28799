// A delivery in the list of rejected events: with the body as sent and what is needed to send it through again.
import type { Rejected } from '../ingest/accept.ts';
import { rejectedItem } from '../ingest/entries.ts';
import type { FieldError } from '../platform/errors.ts';
import type { Delivery } from './schema.ts';

/** Kept like any rejected event. A later rejection of the same delivery takes its place. */
export function rejection(
  delivery: Delivery,
  bytes: Uint8Array,
  reason: FieldError,
): Record<string, unknown> {
  const rejected: Rejected = {
    reasons: [reason],
    text: Buffer.from(bytes).toString('utf8'),
    type: delivery.source,
  };
  const from = { source: delivery.endpointId, receivedAt: Date.parse(delivery.receivedAt), index: 0 };
  return { ...rejectedItem(rejected, from), delivery };
}
