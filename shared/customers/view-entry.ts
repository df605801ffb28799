// One entry of the history as the API shows it; what is in it depends on its kind.
import * as z from 'zod';
import { unpackBody } from '../ingest/body.ts';
import { Entry } from '../ingest/schema.ts';
import type { ActivityView } from './view-schema.ts';

/** A stored entry with what only messages have (campaigns/schema.ts). */
export const StoredEntry = Entry.extend({
  campaign: z.string().optional(),
  state: z.string().optional(),
  stateAt: z.string().optional(),
  reason: z.string().optional(),
  language: z.string().optional(),
});
export type StoredEntry = z.infer<typeof StoredEntry>;

const Sent = z.object({
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  traits: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Properties or traits as sent; undefined when there are none or the body cannot be read. */
function propertiesOf({ body }: StoredEntry): Record<string, unknown> | undefined {
  if (!body) return undefined;
  try {
    const { properties, traits } = Sent.parse(unpackBody(body));
    return properties ?? traits;
  } catch {
    // A damaged body must not hide the rest of the history.
    return undefined;
  }
}

function orderView({ order }: StoredEntry): ActivityView['order'] {
  if (!order) return undefined;
  const { currency } = order;
  return {
    ...(order.orderId !== undefined && { orderId: order.orderId }),
    amount: { amount: order.amount, currency },
    products: (order.products ?? []).map(({ price, ...product }) => ({
      ...product,
      ...(price !== undefined && { price: { amount: price, currency } }),
    })),
  };
}

function messageView({ campaign, state, stateAt, reason, language }: StoredEntry): ActivityView['message'] {
  if (campaign === undefined || state === undefined || stateAt === undefined) return undefined;
  return { campaign, state, stateAt, ...(reason && { reason }), ...(language && { language }) };
}

export function activityView(entry: StoredEntry): ActivityView {
  const [order, message, properties] = [orderView(entry), messageView(entry), propertiesOf(entry)];
  return {
    id: entry.id,
    kind: entry.kind,
    name: entry.name,
    at: entry.at,
    receivedAt: entry.receivedAt,
    source: entry.source,
    ...(order && { order }),
    ...(message && { message }),
    ...(properties && { properties }),
    ...(entry.violations && { violations: entry.violations }),
    ...(entry.isUnplanned && { isUnplanned: entry.isUnplanned }),
  };
}
