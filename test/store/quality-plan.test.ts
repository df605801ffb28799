// The tracking plan from being put to the marks in the log, over a real engine.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/platform/errors.ts';
import { nextPlan } from '../../shared/quality/plan/plan-change.ts';
import { PlanStore } from '../../shared/quality/plan/plan-store.ts';
import { changePlan, planNow, versionsPage } from '../../shared/quality/plan/plan-versions-store.ts';
import { standardPlan } from '../../shared/quality/plan/standard-plan.ts';
import { type Engine, onEachEngine } from '../support/engines.ts';
import { type IngestApp, ingestApp } from '../support/ingest-app.ts';
import { aUser, REQUEST_TIME } from '../support/invoke.ts';
import { aPlan } from '../support/plans.ts';

const put = { userId: 'user-1', now: REQUEST_TIME, ifMatch: undefined };
const user = aUser('owner');
const planOf = (index: number) => aPlan({ [`Seen ${index}`]: { required: ['place'] } });

/** Puts plans one after the other. */
async function putAll(plans: PlanStore, indexes: readonly number[]): Promise<void> {
  for (const index of indexes) await changePlan(plans, planOf(index), put);
}

onEachEngine('the tracking plan', (engine: Engine) => {
  const { tables } = engine;
  const plans = new PlanStore(tables.Program);

  it('is the standard plan, then each version that is put, all of which stay', async () => {
    expect(await planNow(plans)).toBe(standardPlan);

    await putAll(plans, [1, 2, 3]);

    expect(await planNow(plans)).toMatchObject({ version: 3, events: [{ name: 'Seen 3' }] });
    expect(await plans.version(1)).toMatchObject({
      version: 1,
      events: [{ name: 'Seen 1' }],
      createdBy: 'user-1',
    });
    expect(await plans.version(4)).toBeUndefined();
  });

  it('is listed by version, newest first, page by page', async () => {
    const first = await versionsPage(plans, { limit: 2 });
    const second = await versionsPage(plans, { limit: 2, cursor: first.next_cursor ?? '' });

    expect(first.data.map(({ version }) => version)).toEqual([3, 2]);
    expect(first.data[0]?.changes).toEqual({ added: ['Seen 3'], changed: [], removed: ['Seen 2'] });
    expect(second).toMatchObject({
      data: [{ version: 1 }, { version: 0 }],
      next_cursor: null,
      has_more: false,
    });
  });

  it('is listed whole when its versions are large: a page of the store ends at a megabyte', async () => {
    const large = (index: number) => ({
      ...planOf(index),
      events: Array.from({ length: 110 }, (_, n) => ({
        name: `Seen ${index} ${n}`,
        description: randomBytes(1_500).toString('base64'),
        schema: {},
      })),
    });
    for (let index = 20; index < 29; index += 1) await changePlan(plans, large(index), put);

    const { data, has_more } = await versionsPage(plans, { limit: 100 });

    expect(data.map(({ version }) => version)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(has_more).toBe(false);
  });

  it('put twice at the same moment is put once: the other is told', async () => {
    const before = await planNow(plans);
    const rivals = [11, 12].map((index) => nextPlan(before, planOf(index), put));

    const outcomes = await Promise.allSettled(rivals.map((plan) => plans.put(plan)));

    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(failed).toHaveLength(1);
    expect(failed[0]).toBeInstanceOf(AppError);
    expect(failed[0].status).toBe(409);
    const now = await planNow(plans);
    expect(now.version).toBe(before.version + 1);
    expect(await plans.version(now.version)).toEqual(now);
  });

  it('of the largest size there may be is stored and read whole', async () => {
    const description = 'ሰላም '.repeat(150);
    const large = aPlan(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`Large ${index}`, { description }])),
    );

    const { events } = await changePlan(plans, large, put);

    expect((await planNow(plans)).events).toEqual(events);
  });

  describe('in force', () => {
    let app: IngestApp;
    let key: { id: string; key: string };
    beforeAll(async () => {
      await changePlan(plans, aPlan({ 'Order Completed': { required: ['till'] }, Seen: {} }), put);
      app = await ingestApp(engine);
      key = (await app.ask.post('/v1/write-keys', { user, body: { name: 'till', kind: 'server' } })).json;
      await app.ask.put(`/v1/write-keys/${key.id}/watch`, { user, body: { minutes: 5 } });
    });
    const send = (batch: object[]) => app.send.post('/v1/batch', { body: { writeKey: key.key, batch } });
    const order = (userId: string, properties: object) => ({
      type: 'track',
      userId,
      event: 'Order Completed',
      messageId: `m-${userId}`,
      timestamp: '2026-10-01T09:00:00Z',
      properties: { order_id: userId, total: 5, ...properties },
    });
    const logOf = async (userId: string) => {
      const identity = await tables.Identities.get({ pk: `user#${userId}` }, { consistent: true });
      const { items } = await tables.Activity.queryPage({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': String(identity?.customerId) },
        ConsistentRead: true,
      });
      return items.filter(({ kind }) => kind !== 'identity');
    };

    it('marks what is not as planned, and lets all of it in', async () => {
      const version = (await planNow(plans)).version;

      const { status } = await send([
        order('plan-a', {}),
        order('plan-b', { till: 1 }),
        {
          type: 'track',
          userId: 'plan-c',
          event: 'Heard',
          messageId: 'm-c',
          timestamp: '2026-10-01T09:00:00Z',
        },
      ]);

      expect(status).toBe(200);
      const [[flagged], [clean], [unplanned]] = await Promise.all([
        logOf('plan-a'),
        logOf('plan-b'),
        logOf('plan-c'),
      ]);
      expect(flagged).toMatchObject({
        kind: 'purchase',
        violations: [{ pointer: '/properties/till', rule: 'required' }],
        plan: version,
      });
      expect(clean).not.toHaveProperty('violations');
      expect(clean).not.toHaveProperty('plan');
      expect(unplanned).toMatchObject({ kind: 'event', isUnplanned: true, plan: version });
    });

    it('keeps an event that is sent again one entry', async () => {
      await send([order('plan-d', {})]);
      await send([order('plan-d', {})]);

      expect(await logOf('plan-d')).toHaveLength(1);
    });

    it('is seen at work by whoever watches the write key', async () => {
      const { json } = await app.ask.get('/v1/ingest/recent', { user, query: { key: key.id } });

      const verdicts = json.data.map(({ messageId, verdict }: { messageId: string; verdict: string }) => [
        messageId,
        verdict,
      ]);
      expect(Object.fromEntries(verdicts)).toMatchObject({
        'm-plan-a': 'flagged',
        'm-plan-b': 'accepted',
        'm-c': 'accepted',
      });
    });

    it('holds for what is replayed too', async () => {
      await send([order('plan-e', { total: 'five' })]);
      const [found] = (await app.ask.get('/v1/ingest/rejected', { user, query: { source: key.id } })).json
        .data;

      const body = { event: order('plan-e', {}) };
      await app.ask.post(`/v1/ingest/rejected/${found.id}/replay`, { user, body });

      expect(await logOf('plan-e')).toMatchObject([
        { violations: [{ pointer: '/properties/till', rule: 'required' }] },
      ]);
    });
  });
});
