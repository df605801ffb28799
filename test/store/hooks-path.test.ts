// Webhooks with real conditions underneath: signed request -> stored bytes -> queue -> log -> customer, crashes between.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { HooksQueue } from '../../shared/hooks/hooks-queue.ts';
import { Delivery } from '../../shared/hooks/schema.ts';
import { RejectedRow, shownRow } from '../../shared/ingest/rejected.ts';
import { RejectedStore } from '../../shared/ingest/rejected-store.ts';
import { type ReplayParts, replay } from '../../shared/ingest/replay.ts';
import { onEachEngine } from '../support/engines.ts';
import { HookSteps } from '../support/hook-steps.ts';
import { HooksWorld } from '../support/hooks-world.ts';
import { REQUEST_TIME } from '../support/invoke.ts';
import { withPlan } from '../support/plans.ts';

const DAY = 86_400_000;
const world = new HooksWorld();

onEachEngine('a webhook', (engine) => {
  const { tables } = engine;
  const steps = new HookSteps(engine, world);

  /** As POST /v1/ingest/rejected/{id}/replay does it. */
  const redeliver = (row: RejectedRow) => {
    const hooks = new HooksQueue('https://sqs.us-east-1.amazonaws.com/1/hooks');
    const parts: Pick<ReplayParts, 'rejected' | 'redeliver'> = {
      rejected: new RejectedStore(tables.Activity),
      redeliver: (delivery) => hooks.add(Delivery.parse(delivery)),
    };
    return replay(row, parts as ReplayParts, REQUEST_TIME);
  };

  beforeAll(() => steps.deploy());
  beforeEach(() => {
    world.mend();
    world.queue = [];
  });

  it('is stored as it came, answered, and then in the log of its customer', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source, order } = steps.anOrder();

    const { status, json } = await shop.send({ bytes });

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    const [message] = world.queue as { key: string }[];
    expect(message?.key).toMatch(/^hooks\/2026-10-05\/[0-9a-f]{32}$/);
    expect(Buffer.from(world.objects.get(message?.key ?? '')?.bytes ?? [])).toEqual(bytes);
    expect(await steps.app.drain()).toEqual({ batchItemFailures: [] });
    const purchase = (await steps.logOf(source)).find(({ kind }) => kind === 'purchase');
    expect(purchase).toMatchObject({
      source: shop.id,
      receivedAt: new Date(REQUEST_TIME).toISOString(),
      order: { orderId: order, amount: 125_050, currency: 'ETB' },
    });
  });

  it('and the shop’s own event about the same order count once', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source, order, email } = steps.anOrder();
    const { IngestStore } = await import('../../shared/ingest/store.ts');
    const { IdentityStore } = await import('../../shared/customers/identity-store.ts');
    const { takeEvents } = await import('../../shared/ingest/take-in.ts');
    const stores = { activity: tables.Activity, program: tables.Program };
    const people = new IdentityStore({
      identities: tables.Identities,
      customers: tables.Customers,
      activity: tables.Activity,
    });
    const parts = { store: new IngestStore(stores), resolve: people.resolve.bind(people), ...withPlan };
    const address = email.replace('email#', '');
    const taking = {
      envelope: { context: {}, sentAt: undefined, receivedAt: REQUEST_TIME },
      rules: { keyKind: 'browser', currency: 'ETB', country: 'ET' },
      source: 'key_1',
      now: REQUEST_TIME,
    } as const;

    await takeEvents(
      [
        { type: 'identify', userId: `user-${order}`, messageId: 'b1', traits: { email: address } },
        {
          type: 'track',
          userId: `user-${order}`,
          event: 'Order Completed',
          messageId: 'b2',
          timestamp: '2026-10-01T09:29:30Z',
          properties: { order_id: order, total: 1250.5, currency: 'ETB' },
        },
      ],
      taking,
      parts,
    );
    await shop.send({ bytes });
    await steps.app.drain();

    expect(await steps.customerOf(source)).toBe(await steps.customerOf(`user#user-${order}`));
    expect((await steps.fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050, refunded: 25_050 });
  });

  it('counts once however often, in whatever topic and on whatever day it is delivered', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source } = steps.anOrder();

    for (const [topic, days] of [
      ['orders/create', 0],
      ['orders/create', 0],
      ['orders/paid', 0],
      ['orders/updated', 3],
    ] as const) {
      await shop.send({ bytes, at: REQUEST_TIME + days * DAY, headers: { 'x-shopify-topic': topic } });
    }
    const again = world.queue;
    await steps.app.drain();
    await steps.app.map(...again);

    const kinds = (await steps.logOf(source)).map(({ kind }) => kind);
    expect(kinds).toEqual(['identify', 'purchase', 'refund']);
    expect((await steps.fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050, refunded: 25_050 });
  });

  it.each(['s3', 'secrets'] as const)(
    'that is not safe because of %s is not acknowledged, and counts once when it comes again',
    async (part) => {
      const shop = await steps.endpoint('shopify');
      await steps.deploy();
      const { bytes, source } = steps.anOrder();
      world.break(part);

      const lost = await shop.send({ bytes });

      expect(lost.status).toBe(503);
      expect(lost.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(world.queue).toEqual([]);
      world.mend();
      expect((await shop.send({ bytes })).status).toBe(200);
      await steps.app.drain();
      expect((await steps.fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050 });
    },
  );

  it('that its queue does not take is acknowledged, listed, and counts once when it is sent through again', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source } = steps.anOrder();
    world.break('sqs');

    const { status, json } = await shop.send({ bytes });

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    expect(world.queue).toEqual([]);
    const listed = (await steps.rejectedOn()).filter((item) => item.source === shop.id);
    const reasons = [{ detail: expect.stringContaining('replay it') }];
    expect(listed).toMatchObject([{ type: 'shopify', reasons, isCut: false }]);
    const row = RejectedRow.parse(listed[0]);
    expect(shownRow(row).body).toBe(bytes.toString('utf8'));
    world.mend();
    await redeliver(row);
    // The sender tries again all the same.
    await shop.send({ bytes });
    expect(world.queue).toHaveLength(2);
    await steps.app.drain();
    expect((await steps.fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050 });
  });

  it.each(['before anything is written', 'after customers were opened', 'after the log was written'])(
    'whose mapping dies %s is mapped again, once',
    async (moment) => {
      const shop = await steps.endpoint('shopify');
      const { bytes, source } = steps.anOrder();
      await shop.send({ bytes });
      const [message] = world.queue;
      const died = new Error('the function died');
      const { IngestStore } = await import('../../shared/ingest/store.ts');
      const { IdentityStore } = await import('../../shared/customers/identity-store.ts');
      const save = IngestStore.prototype.save;
      const resolve = IdentityStore.prototype.resolve;
      if (moment.includes('anything')) {
        IdentityStore.prototype.resolve = async () => Promise.reject(died);
      } else {
        IngestStore.prototype.save = async function (entries) {
          if (moment.includes('log')) await save.call(this, entries);
          throw died;
        };
      }

      const first = await steps.app.map(message);
      Object.assign(IngestStore.prototype, { save });
      Object.assign(IdentityStore.prototype, { resolve });
      const second = await steps.app.map(message);

      expect(first.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
      expect(second.batchItemFailures).toEqual([]);
      expect((await steps.fold(source)).stats).toMatchObject({
        orders: 1,
        revenue: 125_050,
        refunded: 25_050,
      });
    },
  );
});
