// Webhooks that cannot be used: kept with their reason, and in nobody’s way.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { unpackText } from '../../shared/ingest/body.ts';
import { onEachEngine } from '../support/engines.ts';
import { HookSteps } from '../support/hook-steps.ts';
import { HooksWorld } from '../support/hooks-world.ts';
import { variant } from '../support/webhooks.ts';

const world = new HooksWorld();

onEachEngine('a webhook', (engine) => {
  const steps = new HookSteps(engine, world);

  beforeAll(() => steps.deploy());
  beforeEach(() => {
    world.mend();
    world.queue = [];
  });

  it('that cannot be used is kept with the reason and what replays it, and its neighbours go on', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source } = steps.anOrder();
    await shop.send({ bytes, headers: { 'x-shopify-topic': 'refunds/create', 'x-shopify-event-id': 'r1' } });
    await shop.send({ bytes: Buffer.from('<xml/>') });
    await shop.send({ bytes });
    const sent = world.queue;

    expect(await steps.app.drain()).toEqual({ batchItemFailures: [] });
    await steps.app.map(...sent);

    const mine = (await steps.rejectedOn()).filter((item) => item.source === shop.id);
    expect(mine.map(({ reasons }) => JSON.stringify(reasons)).sort()).toEqual([
      expect.stringContaining('names no customer'),
      expect.stringContaining('not JSON'),
    ]);
    expect(mine.map(({ delivery }) => delivery)).toEqual(expect.arrayContaining([sent[0], sent[1]]));
    const kept = mine.find(({ reasons }) => JSON.stringify(reasons).includes('customer'));
    expect(unpackText(kept?.body as Uint8Array)).toBe(bytes.toString('utf8'));
    expect((await steps.logOf(source)).map(({ kind }) => kind)).toContain('purchase');
  });

  it('with one bad event keeps it with its reason, and takes the others', async () => {
    const stripe = await steps.endpoint('stripe');
    const bytes = variant(
      'stripe-charge.json',
      ['"customer": "cus_test_0001"', '"customer": null'],
      ['"email": "abebe@example.com"', '"email": null'],
    );

    await stripe.send({ bytes });
    await steps.app.drain();

    const mine = (await steps.rejectedOn()).filter((item) => item.source === stripe.id);
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.at(-1)).toMatchObject({ delivery: { source: 'stripe' }, reasons: [{ pointer: '/userId' }] });
  });

  it('that fails to the last try is in the list as well, and counts once when it is sent through again', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source } = steps.anOrder();
    await shop.send({ bytes });
    const [message] = world.queue;
    const { IdentityStore } = await import('../../shared/customers/identity-store.ts');
    const { resolve } = IdentityStore.prototype;
    IdentityStore.prototype.resolve = async () => Promise.reject(new Error('no right to table 1234'));
    const mine = async () => (await steps.rejectedOn()).filter((item) => item.source === shop.id);

    const failures = [await steps.app.map(message)];
    const before = await mine();
    failures.push(await steps.app.mapLast(message));
    const after = await mine();
    Object.assign(IdentityStore.prototype, { resolve });
    await steps.app.map(after[0]?.delivery);

    // It goes to the failure queue all the same, whose alarm tells the team.
    expect(failures.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 1]);
    expect([before.length, after.length]).toEqual([0, 1]);
    expect(JSON.stringify(after[0]?.reasons)).toContain('Replay it');
    expect(JSON.stringify(after[0]?.reasons)).not.toContain('1234');
    expect(unpackText(after[0]?.body as Uint8Array)).toBe(bytes.toString('utf8'));
    expect((await steps.fold(source)).stats).toMatchObject({ orders: 1 });
  });

  it('with more text than an item may have is kept in part, and its neighbours go on', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source } = steps.anOrder();
    // Letters without a pattern: packed, they are longer than they are many.
    const noise = Buffer.from(
      Uint16Array.from({ length: 300_000 }, (_, at) => 0x4e00 + ((at * at * 7_919) % 20_011)).buffer,
    );
    await shop.send({ bytes: Buffer.from(noise.toString('utf16le')) });
    await shop.send({ bytes });

    expect(await steps.app.drain()).toEqual({ batchItemFailures: [] });

    const mine = (await steps.rejectedOn()).filter((item) => item.source === shop.id);
    expect(mine).toMatchObject([{ isCut: true, reasons: [{ detail: 'the body is not JSON' }] }]);
    expect((await steps.logOf(source)).map(({ kind }) => kind)).toContain('purchase');
  });

  it('whose bytes are gone is set aside alone', async () => {
    const shop = await steps.endpoint('shopify');
    const { bytes, source } = steps.anOrder();
    await shop.send({ bytes });
    const [good] = world.queue as Record<string, unknown>[];

    const { batchItemFailures } = await steps.app.map({ ...good, key: 'hooks/2026-10-05/none' }, good, {
      source: 'nobody',
    });

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }]);
    expect((await steps.logOf(source)).map(({ kind }) => kind)).toContain('purchase');
  });
});
