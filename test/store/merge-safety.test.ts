// Merging through crashes, repetition, late arrivals and races: nothing lost, nothing twice.
import { expect, it } from 'vitest';
import { isUnsettled } from '../../shared/campaigns/store.ts';
import { Customer } from '../../shared/customers/schema.ts';
import { onEachEngine } from '../support/engines.ts';
import { instant } from '../support/log-world.ts';
import { mergeSteps } from '../support/merge-steps.ts';
import { NOW } from '../support/merge-world.ts';

onEachEngine('merging, whatever comes between,', ({ tables }) => {
  const { world, buy, consent, message, twoOfOne, sks } = mergeSteps(tables);

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'ends the same when the worker dies after %i steps and each job comes twice',
    async (steps) => {
      const { known, other } = await twoOfOne();
      for (let day = 0; day < 5; day += 1) {
        await buy(known, { id: `k${day}`, hour: day * 48, orderId: `S-${day}` });
        await buy(other, { id: `o${day}`, hour: day * 24, orderId: day % 2 ? `S-${day}` : `T-${day}` });
      }
      await world.merge(known, other);
      const [job] = world.jobs;
      if (job) world.jobs.push(job);
      world.crashAfter(steps);
      await world.drain();

      expect((await world.read(known)).stats).toMatchObject({ orders: 8, revenue: 8_000 });
      expect(await world.read(other)).toMatchObject({ merge: { isDone: true } });

      await world.part(known, other);
      world.crashAfter(steps);
      await world.drain();

      expect((await world.read(known)).stats).toMatchObject({ orders: 5, repeatDays: 4 });
      expect((await world.read(other)).stats).toMatchObject({ orders: 5, repeatDays: 4 });
      expect((await world.entriesOf(known)).filter(({ origin }) => origin)).toEqual([]);
      expect(await world.read(known)).not.toHaveProperty('losing');
      expect(await world.read(other)).not.toHaveProperty('parting');
    },
  );

  it('lets a withdrawal of either hold from the moment of the decision, unless a newer consent follows it', async () => {
    const { known, other } = await twoOfOne();
    const { known: third, other: fourth } = await twoOfOne();
    await consent(known, 'granted', 10);
    await consent(other, 'withdrawn', 20);
    await consent(third, 'granted', 20);
    await consent(fourth, 'withdrawn', 10);
    await Promise.all([known, other, third, fourth].map(world.fold));

    await world.merge(known, other);
    await world.merge(third, fourth);

    expect((await world.read(known)).consents).toMatchObject({ 'email:marketing': { status: 'withdrawn' } });
    expect((await world.read(third)).consents).toMatchObject({ 'email:marketing': { status: 'granted' } });
    await world.drain();
  });

  it('restores no consent of before that was withdrawn while the two were one, not for a moment', async () => {
    const { known, other } = await twoOfOne();
    await Promise.all([known, other].map((pk) => consent(pk, 'granted', 10)));
    await Promise.all([known, other].map(world.fold));
    await world.merge(known, other);
    await world.drain();
    await consent(known, 'withdrawn', 4_000);
    await world.fold(known);

    await world.part(known, other);

    const isGranted = { 'email:marketing': { status: 'granted' } };
    expect((await world.read(other)).consents).not.toMatchObject(isGranted);
    await world.drain();
    expect((await world.read(other)).consents).toMatchObject({ 'email:marketing': { status: 'withdrawn' } });
  });

  it('lets mails wait until it is done, for it and for its undoing', async () => {
    const { known, other } = await twoOfOne();
    const waits = async (pk: string) => isUnsettled(tables.Customers, Customer.parse(await world.read(pk)));

    const before = await waits(known);
    await world.merge(known, other);
    const during = await waits(known);
    await world.drain();
    const after = await waits(known);
    await world.part(known, other);
    const parting = [await waits(known), await waits(other)];
    await world.drain();
    const parted = [await waits(known), await waits(other)];

    expect({ before, during, after, parting, parted }).toEqual({
      before: false,
      during: true,
      after: false,
      parting: [true, true],
      parted: [false, false],
    });
  });

  it('carries messages over, both of one day, so that caps and episodes see all that was sent', async () => {
    const { known, other } = await twoOfOne();
    await message(known, '2026-02-01', 'delivered', 1);
    await message(other, '2026-02-01', 'sent', 2);
    await message(other, '2026-02-09', 'sending', 3);

    await world.merge(known, other);
    await world.drain();
    await message(other, '2026-02-09', 'delivered', 4);
    await world.run({ customerId: other, isLast: true, of: 'own', only: ['message#2026-02-09#retention'] });

    const mails = (await world.entriesOf(known)).filter(({ kind }) => kind === 'message');
    expect(mails.map(({ sk, state }) => [sk, state])).toEqual([
      ['message#2026-02-01#retention', 'delivered'],
      [`message#2026-02-01#retention#${other}`, 'sent'],
      ['message#2026-02-09#retention', 'delivered'],
    ]);
  });

  it('does not overwrite what became of a message that was carried over', async () => {
    const { known, other } = await twoOfOne();
    await message(other, '2026-02-01', 'queued', 1);
    await world.merge(known, other);
    await world.run({ customerId: other, isLast: false, of: 'own' });
    const [copy] = (await world.entriesOf(known)).filter(({ kind }) => kind === 'message');
    await world.put({ ...copy, state: 'sent', stateAt: instant(5) });

    await world.drain();
    expect((await world.entriesOf(known)).find(({ kind }) => kind === 'message')).toMatchObject({
      state: 'sent',
    });

    await world.part(known, other);
    await world.drain();
    expect((await world.entriesOf(other)).find(({ kind }) => kind === 'message')).toMatchObject({
      state: 'sent',
    });
    expect(await sks(known, 'message')).toEqual([]);
  });

  it('brings along what was stored with the other while the decision was made', async () => {
    const { known, other } = await twoOfOne();
    await world.merge(known, other);
    await world.run({ customerId: other, isLast: false, of: 'own' });
    await buy(other, { id: 'late', hour: 5 });

    await world.drain();

    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
  });

  it('decides once when the same two are merged many times at once', async () => {
    const { known, other } = await twoOfOne();

    const answers = await Promise.all(Array.from({ length: 5 }, () => world.merge(known, other)));
    await world.drain();

    expect(new Set(answers.map(({ customerId }) => customerId))).toEqual(new Set([known]));
    expect(await sks(known, 'audit')).toHaveLength(1);
  });

  it('takes the strong ids of two who are merged into one customer at once', async () => {
    const { known, other, me, phone } = await twoOfOne();
    const email = `${me}@example.com`;
    const [third = ''] = await world.resolve([{ ids: { email } }], NOW, 'web');

    await Promise.all([world.merge(known, other), world.merge(known, third)]);

    expect(await world.read(known)).toMatchObject({
      ids: { user: me, phone, email },
      mergedFrom: new Set([other, third]),
    });
    await world.drain();
  });

  it('ends with one customer when four are merged with each other at once, in both directions', async () => {
    const [one, two] = [await twoOfOne(), await twoOfOne()];
    const four = [one.known, one.other, two.known, two.other];
    await Promise.all(four.map((pk, index) => buy(pk, { id: `four-${index}`, hour: index * 48 })));
    const pairs = four.flatMap((id) => four.filter((other) => other !== id).map((other) => [id, other]));

    const rivals = await Promise.allSettled(
      pairs.map(([id = '', other = '']) => world.merge(id, other, NOW, true)),
    );
    for (const rival of rivals) {
      if (rival.status === 'rejected') expect(rival.reason).toMatchObject({ status: 503 });
    }
    // Who was told to try again does.
    for (const [id = '', other = ''] of pairs) await world.merge(id, other, NOW, true);
    await world.drain();

    const records = await Promise.all(four.map(world.read));
    const standing = records.filter(({ mergedInto }) => mergedInto === undefined);
    expect(standing).toHaveLength(1);
    expect(standing[0]?.stats).toMatchObject({ orders: 4 });
    for (const { me, phone } of [one, two]) {
      const found = await world.resolve([{ ids: { user: me } }, { ids: { phone } }], NOW, 'web');
      expect(found).toEqual([standing[0]?.pk, standing[0]?.pk]);
    }
    for (const { mergedInto, merge } of records)
      if (mergedInto !== undefined) expect(merge).toMatchObject({ isDone: true });
  });

  it('never makes a new identifier lead to a customer who is part of another', async () => {
    const { known, other, me } = await twoOfOne();
    await world.merge(known, other);

    const [found] = await world.resolve(
      [{ ids: { email: `${me}@example.com`, anon: `${me}-b` } }],
      NOW,
      'web',
    );

    expect(found).toBe(known);
    await world.drain();
  });

  it('links new identifiers to who stays by those of a customer with hundreds, moved or not yet', async () => {
    const { known, other, me, phone } = await twoOfOne();
    const devices = Array.from({ length: 230 }, (_, index) => `${me}-device-${index}`);
    await world.resolve(
      devices.map((anon) => ({ ids: { phone, anon } })),
      NOW,
      'web',
    );
    await world.merge(known, other);

    // The decision had no room for the phone.
    expect(await world.resolve([{ ids: { phone, email: `${me}@example.com` } }], NOW, 'web')).toEqual([
      known,
    ]);

    await world.drain();
    const found = await world.resolve(
      [{ ids: { phone } }, ...devices.map((anon) => ({ ids: { anon } }))],
      NOW,
      'web',
    );
    expect(new Set(found)).toEqual(new Set([known]));
  });
});
