// Requests as bytes: whatever comes in is answered with 200 or the sender's own fault, and a good event is stored.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimiter } from '../../../shared/ingest/rate-limit.ts';
import { IngestStore } from '../../../shared/ingest/store.ts';
import { takeIn } from '../../../shared/ingest/take-in.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import type { Item, Table } from '../../../shared/platform/table.ts';
import { withPlan } from '../../support/plans.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const types = ['batch', 'track', 'identify', 'page', 'screen', 'alias', 'group'] as const;

function door() {
  const stored: Item[] = [];
  const table = {
    putMany: async (items: Item[]) => void stored.push(...items),
    update: async () => ({ events: 1 }),
  } as unknown as Table;
  const parts = {
    store: new IngestStore({ activity: table, program: table }),
    findKey: async () => ({
      id: 'key_1',
      secretId: 'sec_1',
      kind: 'server' as const,
      eventsPerMinute: 1_000_000,
    }),
    allow: rateLimiter(async () => 0),
    noteUse: async () => {},
    resolve: async (claims: readonly unknown[]) => claims.map(() => 'cus_1'),
    currency: 'ETB',
    country: 'ET',
    ...withPlan,
  };
  const send = (bytes: Uint8Array, type: (typeof types)[number] = 'batch') =>
    takeIn({ bytes, type, authorization: `Basic ${btoa('wk_secret:')}`, now: NOW }, parts);
  return { stored, send };
}

/** An event that cannot be used, or something that is no event at all. */
const strange = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      type: fc.constantFrom('track', 'identify', 'page', 'alias', 'group', 'nonsense'),
      event: fc.oneof(fc.constantFrom('Order Completed', 'Order Refunded', 'Consent Given'), fc.jsonValue()),
      userId: fc.jsonValue(),
      messageId: fc.jsonValue(),
      timestamp: fc.jsonValue(),
      traits: fc.jsonValue(),
      context: fc.jsonValue(),
      properties: fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('total', 'order_id', 'products'), fc.jsonValue()),
      ),
    },
    { requiredKeys: ['type'] },
  ),
);
const good = {
  type: 'track',
  event: 'Order Completed',
  userId: 'u-1',
  messageId: 'good',
  properties: { total: 7 },
};

describe('a request', () => {
  it('of any bytes, to any route, is never answered with a fault of ours', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.json().map((text) => gzipSync(text)),
      fc.tuple(fc.json(), fc.nat(60)).map(([text, cut]) => gzipSync(text).subarray(0, cut)),
      fc
        .record({ batch: fc.jsonValue(), context: fc.jsonValue(), sentAt: fc.jsonValue() })
        .map((body) => Buffer.from(JSON.stringify(body))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(...types), async (body, type) => {
        const outcome = await door()
          .send(body, type)
          .catch((error: unknown) => error);
        if (!(outcome instanceof Error)) return;
        expect(outcome).toBeInstanceOf(AppError);
        expect((outcome as AppError).status).toBe(400);
      }),
      { numRuns: 300 },
    );
  });

  it('stores its good event and keeps every other with a reason, zipped or not', async () => {
    const around = fc.array(strange, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(around, around, fc.boolean(), async (before, after, isZipped) => {
        const { stored, send } = door();
        const text = JSON.stringify({ batch: [...before, good, ...after] });

        const { accepted, rejected } = await send(isZipped ? gzipSync(text) : Buffer.from(text));

        expect(accepted + rejected).toBe(before.length + after.length + 1);
        expect(stored.filter(({ id, kind }) => id === 'good' && kind === 'purchase')).toHaveLength(1);
        expect(stored.filter(({ reasons }) => reasons !== undefined)).toHaveLength(rejected);
      }),
      { numRuns: 200 },
    );
  });

  it('that unfolds without end is refused before it fills the memory', async () => {
    const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, 32));

    await expect(door().send(bomb)).rejects.toMatchObject({ status: 400 });
  });
});
