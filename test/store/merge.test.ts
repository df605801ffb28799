// Two customers made one: what is united, who stays, what is refused.
import { expect, it } from 'vitest';
import { mergeEntry } from '../../shared/customers/merge-entry.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCall } from '../support/log-world.ts';
import { history, mergeSteps } from '../support/merge-steps.ts';
import { NOW } from '../support/merge-world.ts';

onEachEngine('merging', ({ tables }) => {
  const { world, buy, consent, twoOfOne, sks } = mergeSteps(tables);

  it('unites history, identities, consents, profile and purchases; the same order counts once', async () => {
    const { known, other, me, phone } = await twoOfOne();
    await buy(known, { id: 'a', orderId: 'A-1', hour: 0 });
    await buy(known, { id: 'b', orderId: 'A-2', hour: 72 });
    await buy(other, { id: 'till-2', orderId: 'A-2', hour: 73 });
    await buy(other, { id: 'till-3', orderId: 'T-3', hour: 240 });
    await world.put(aCall('i1', 1, { name: 'Abebe Bekele', email: 'abebe@example.com' }, known));
    await world.put(aCall('i2', 2, { name: 'Abebe B.', city: 'Adama' }, other));
    await consent(known, 'granted', 10);
    await consent(other, 'withdrawn', 20);
    await Promise.all([known, other].map(world.fold));

    const answer = await world.merge(other, known);
    await world.drain();

    expect(answer).toMatchObject({ customerId: known, mergedId: other, isDone: false });
    const stays = await world.read(known);
    expect(stays).toMatchObject({
      ids: { user: me, phone },
      profile: { name: 'Abebe B.', email: 'abebe@example.com', city: 'Adama' },
      consents: { 'email:marketing': { status: 'withdrawn' } },
      stats: { orders: 3, revenue: 3_000, repeatDays: 2 },
      score: { valueAtRisk: 3_000 },
      mergedFrom: new Set([other]),
    });
    expect(await world.resolve([{ ids: { phone } }, { ids: { anon: `${me}-b` } }], NOW, 'web')).toEqual([
      known,
      known,
    ]);
    const pointer = await world.read(other);
    expect(pointer).toMatchObject({
      mergedInto: known,
      profile: {},
      consents: {},
      merge: { isDone: true, by: 'user-1' },
    });
    for (const name of ['stats', 'score', 'riskBand', 'valueAtRisk', 'nameKey'])
      expect(pointer).not.toHaveProperty(name);
    const copies = (await world.entriesOf(known)).filter(({ origin }) => origin === other);
    expect(history(copies).map(({ sk }) => sk)).toEqual(
      history(await world.entriesOf(other)).map(({ sk }) => sk),
    );
    expect(await sks(known, 'audit')).toEqual(await sks(other, 'audit'));
  });

  it('keeps the same customer whichever is named first, and repeats without effect', async () => {
    const { known, other } = await twoOfOne();

    const first = await world.merge(known, other);
    await world.drain();
    const before = [await world.read(known), await world.entriesOf(known)];

    expect(await world.merge(other, known, NOW + 1_000)).toEqual({ ...first, isDone: true });
    await world.drain();
    expect([await world.read(known), await world.entriesOf(known)]).toEqual(before);
  });

  it('refuses two users of one shop and names the field, but not a user of the shop and one of the till', async () => {
    let count = 0;
    const resolve = async (user: string, source: string) => {
      count += 1;
      return (await world.resolve([{ ids: { user } }], NOW + count, source))[0] ?? '';
    };
    const [one, two, till] = [
      await resolve('c-1', 'web'),
      await resolve('c-2', 'web'),
      await resolve('c-3', 'till'),
    ];

    await expect(world.merge(one, two)).rejects.toMatchObject({
      status: 409,
      errors: [{ pointer: '/other', detail: expect.stringContaining('ids.user') }],
    });
    expect(await world.read(two)).not.toHaveProperty('mergedInto');
    await expect(world.merge(one, till)).resolves.toMatchObject({ customerId: one, mergedId: till });
  });

  it('walks a long history in runs of a few pages', async () => {
    const { known, other } = await twoOfOne();
    await Promise.all(
      Array.from({ length: 130 }, (_, index) =>
        buy(other, { id: `m${index}`, hour: index * 24, orderId: `L-${index}` }),
      ),
    );
    await world.merge(known, other);
    world.parts.pages = 1;
    await world.drain();
    delete world.parts.pages;

    expect((await world.read(known)).stats).toMatchObject({ orders: 130 });
    expect(await sks(known, 'purchase')).toHaveLength(130);
  });

  it('joins a device to who signed in on it, and never two with ids of their own', async () => {
    const { known, other, me } = await twoOfOne();
    const [device = ''] = await world.resolve([{ ids: { anon: `${me}-tablet` } }], NOW, 'web');
    await buy(device, { id: 'browse', hour: 1 });

    await world.run({ join: { anonymous: device, known } });
    await world.run({ join: { anonymous: other, known } });
    await world.drain();

    expect(await world.read(device)).toMatchObject({ mergedInto: known, merge: { by: 'sign-in' } });
    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
    expect(await world.read(other)).not.toHaveProperty('mergedInto');
  });

  it('writes who, when and which two into both histories', async () => {
    const { known, other } = await twoOfOne();
    await world.merge(known, other);
    await world.drain();

    for (const customerId of [known, other]) {
      const [audit] = (await world.entriesOf(customerId)).filter(({ kind }) => kind === 'audit');
      expect(audit).toMatchObject({
        name: 'Customers merged',
        source: 'user:user-1',
        at: new Date(NOW).toISOString(),
      });
      expect(audit?.sk).toBe(
        mergeEntry({
          customerId,
          what: 'merged',
          winner: known,
          loser: other,
          by: 'user-1',
          at: new Date(NOW).toISOString(),
        }).sk,
      );
    }
  });
});
