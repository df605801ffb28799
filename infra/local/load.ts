// Sends sales through the public API and waits until every purchase is folded into its customer.
import { setTimeout as wait } from 'node:timers/promises';
import type { SalesLine } from '../../shared/churn/backtest/sales-file.ts';
import { type Api, basic } from './api.ts';
import type { Outputs } from './cdk.ts';
import type { Show } from './progress.ts';
import type { Sales } from './sales.ts';
import { inBatches, type SegmentEvent, salesEvents } from './sales-events.ts';
import { countOrders } from './stored-customers.ts';

const BATCH_EVENTS = 100;
const SENDERS = 4;
// The fold is stuck, not slow, when nothing moves for this long.
const STUCK_MS = 30_000;

export interface Loader {
  api: Api;
  outputs: Outputs;
  writeKey: string;
}

async function send(loader: Loader, batches: readonly SegmentEvent[][], show: Show): Promise<void> {
  const total = batches.reduce((sum, batch) => sum + batch.length, 0);
  const queue = batches[Symbol.iterator]();
  let sent = 0;
  const sender = async () => {
    for (const batch of queue) {
      await loader.api.call('POST', '/v1/batch', basic(loader.writeKey), { batch });
      sent += batch.length;
      show(`${sent} of ${total} events sent`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

/** Waits until the lines' customers hold all their purchases, or no more come. Returns how many they hold. */
async function folded(outputs: Outputs, lines: readonly SalesLine[], show: Show): Promise<number> {
  const orders = purchasesIn(lines);
  const customers = new Set(lines.map(({ customer }) => customer));
  let seen = -1;
  let moved = performance.now();
  for (;;) {
    const now = await countOrders(outputs, customers);
    if (now !== seen) moved = performance.now();
    seen = now;
    show(`${seen} of ${orders} purchases folded`);
    if (seen >= orders || performance.now() - moved > STUCK_MS) return seen;
    await wait(1_000);
  }
}

export const purchasesIn = (lines: readonly SalesLine[]): number =>
  lines.filter(({ amount }) => amount > 0).length;

/**
 * Loads the lines dated from `after` (exclusive) to `until` and waits for the fold. Returns how many purchases the
 * customers hold then; fewer than sent means that some were rejected. Loading the same lines again changes nothing.
 */
export async function load(
  loader: Loader,
  sales: Sales,
  span: { after: string; until: string },
  show: Show,
): Promise<number> {
  const upTo = sales.lines.filter(({ date }) => date <= span.until);
  const isNew = ({ date }: SalesLine) => date > span.after;
  const known = new Set(upTo.filter((line) => !isNew(line)).map(({ customer }) => customer));
  const events = salesEvents(upTo.filter(isNew), sales.currency, sales.hasConsent).map((own) =>
    own.filter(
      ({ userId, type, event }) => !known.has(userId) || (type === 'track' && event !== 'Consent Given'),
    ),
  );
  await send(loader, inBatches(events, BATCH_EVENTS), show);
  return folded(loader.outputs, upTo, show);
}
