import fc from 'fast-check';
import { expect, it } from 'vitest';
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import { mergeEntry } from '../../shared/customers/merge-entry.ts';
import { plainFold } from '../../shared/ingest/fold.ts';
import type { LoggedOrder } from '../../shared/ingest/orders.ts';
import type { Item } from '../../shared/platform/table.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCall, anOrderEntry, instant, type OrderSpec } from '../support/log-world.ts';
import { anEvent, mergeWorld, NOW, settings } from '../support/merge-world.ts';
import { orderSpec } from '../support/orders.ts';

const DAY = 86_400_000;

/** Of a customer, what must be as it was: not when it was written, nor how often. */
function meaning(item: Item) {
  const { updatedAt: _, stats, signals, mergedFrom: __, ...rest } = item;
  const plain = (versioned: unknown) => {
    const { version: _, ...more } = (versioned ?? {}) as { version?: number };
    return more;
  };
  return { ...rest, stats: plain(stats), signals: plain(signals) };
}

const history = (entries: Item[]) =>
  entries.filter(({ kind }) => kind !== 'audit').map(({ origin: _, ...entry }) => entry);

onEachEngine('merging', ({ tables }) => {
  let count = 0;
  const world = mergeWorld(tables);
  const buy = (pk: string, over: Partial<OrderSpec>) =>
    world.put(
      anOrderEntry({ id: 'm', kind: 'purchase', hour: 0, amount: 1_000, currency: 'ETB', ...over }, pk),
    );
  const consent = (pk: string, status: 'granted' | 'withdrawn', hour: number) =>
    world.put(
      consentEntry({
        customerId: pk,
        channel: 'email',
        purpose: 'marketing',
        status,
        source: 'till',
        at: instant(hour),
        id: `con-${hour}`,
        receivedAt: instant(hour),
      }),
    );
  const message = (pk: string, day: string, state: string, hour: number) =>
    world.put({
      pk,
      sk: `message#${day}#retention`,
      kind: 'message',
      id: `${day}_retention`,
      name: 'retention',
      source: 'campaigns',
      receivedAt: instant(hour),
      at: instant(hour),
      campaign: 'retention',
      episode: 20_500,
      state,
      stateAt: instant(hour),
    });
  /** Two customers of one person: one with a user id, the other with a phone only. */
  const twoOfOne = async () => {
    count += 1;
    const me = `person-${count}`;
    const phone = `+2519${String(11_000_000 + count)}`;
    const [known = ''] = await world.resolve([{ ids: { user: me, anon: `${me}-a` } }], NOW - 90 * DAY, 'web');
    const [other = ''] = await world.resolve([{ ids: { phone, anon: `${me}-b` } }], NOW - 99 * DAY, 'till');
    return { known, other, me, phone };
  };
  const sks = async (pk: string, kind: string) =>
    (await world.entriesOf(pk)).filter((entry) => entry.kind === kind).map(({ sk }) => sk);

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

  it('and un-merging leaves both as they were', async () => {
    const plan = fc.record({
      mine: fc.array(orderSpec(), { maxLength: 8 }),
      theirs: fc.array(orderSpec(), { maxLength: 8 }),
      consents: fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 90 })), {
        maxLength: 4,
      }),
      calls: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 90 })), { maxLength: 4 }),
      mails: fc.array(
        fc.tuple(
          fc.boolean(),
          fc.constantFrom('sent', 'delivered', 'queued'),
          fc.integer({ min: 1, max: 3 }),
        ),
        { maxLength: 4 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ mine, theirs, consents, calls, mails }) => {
        const { known, other } = await twoOfOne();
        const side = (isMine: boolean) => (isMine ? known : other);
        for (const spec of mine) await world.put(anOrderEntry(spec, known));
        for (const spec of theirs) await world.put(anOrderEntry(spec, other));
        for (const [isMine, isYes, hour] of consents)
          await consent(side(isMine), isYes ? 'granted' : 'withdrawn', hour);
        for (const [isMine, hour] of calls)
          await world.put(aCall(`i${hour}`, hour, { name: `Name ${hour}${isMine}` }, side(isMine)));
        for (const [isMine, state, day] of mails) await message(side(isMine), `2026-02-0${day}`, state, day);
        await Promise.all([known, other].map(world.fold));
        const look = async () => [
          meaning(await world.read(known)),
          meaning(await world.read(other)),
          history(await world.entriesOf(known)),
          history(await world.entriesOf(other)),
        ];
        const before = await look();

        await world.merge(known, other);
        await world.drain();

        const united = new Map(
          [...mine, ...theirs].map((spec) => anOrderEntry(spec)).map((entry) => [entry.sk, entry]),
        );
        const kept = (await world.entriesOf(known)).filter(({ order }) => order) as unknown as LoggedOrder[];
        expect(kept.map(({ sk }) => sk).sort()).toEqual([...united.keys()].sort());
        expect(meaning(await world.read(known)).stats).toEqual(plainFold(kept, settings) ?? {});

        await world.part(known, other);
        await world.drain();

        expect(await look()).toEqual(before);
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  it('un-merged, gives back what came by the identifiers of the other, and a withdrawal to both', async () => {
    const { known, other, me } = await twoOfOne();
    await Promise.all([known, other].map((pk) => consent(pk, 'granted', 1)));
    await world.merge(known, other);
    await world.drain();
    const hour = Math.ceil((NOW - Date.parse(instant(0))) / 3_600_000) + 1;
    await world.put({ ...anEvent(known, 'event', { id: 'by-user', hour, userId: me }) });
    await world.put({ ...anEvent(known, 'event', { id: 'by-device', hour, anonymousId: `${me}-b` }) });
    await consent(known, 'withdrawn', hour);

    await world.part(known, other, NOW + DAY);
    await world.drain();

    const ids = async (pk: string) =>
      (await world.entriesOf(pk)).filter(({ kind }) => kind === 'event').map(({ id }) => id);
    expect([await ids(known), await ids(other)]).toEqual([['by-user'], ['by-device']]);
    for (const pk of [known, other]) {
      expect((await world.read(pk)).consents).toMatchObject({ 'email:marketing': { status: 'withdrawn' } });
    }
    expect(await world.resolve([{ ids: { anon: `${me}-b` } }], NOW, 'web')).toEqual([other]);
  });

  it('refuses to un-merge after 30 days, in another direction, or under a later merge', async () => {
    const { known, other } = await twoOfOne();
    const third = await twoOfOne();
    await world.merge(known, other);
    await world.drain();

    await expect(world.part(known, other, NOW + 31 * DAY)).rejects.toMatchObject({ status: 409 });
    await expect(world.part(other, known)).rejects.toMatchObject({ status: 409 });
    await expect(world.part(third.known, other)).rejects.toMatchObject({ status: 409 });
    world.jobs.length = 0;
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

  it('walks a long history in runs of a few pages', async () => {
    const { known, other } = await twoOfOne();
    await Promise.all(
      Array.from({ length: 230 }, (_, index) =>
        buy(other, { id: `m${index}`, hour: index * 24, orderId: `L-${index}` }),
      ),
    );
    await world.merge(known, other);
    world.parts.pages = 1;
    await world.drain();
    delete world.parts.pages;

    expect((await world.read(known)).stats).toMatchObject({ orders: 230 });
    expect(await sks(known, 'purchase')).toHaveLength(230);
  });

  it('gives an entry that two merged customers had to each of them when one goes', async () => {
    const { known, other } = await twoOfOne();
    const { other: third } = await twoOfOne();
    await Promise.all([other, third].map((pk) => buy(pk, { id: 'same', orderId: 'X', hour: 3 })));
    await world.merge(known, other);
    await world.merge(known, third);
    await world.drain();

    await world.part(known, other);
    await world.drain();

    for (const pk of [known, other, third]) expect(await sks(pk, 'purchase')).toHaveLength(1);
    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
  });

  it('follows a chain of merges to who stays, and undoes it in reverse order', async () => {
    const { known, other } = await twoOfOne();
    const { other: third, me } = await twoOfOne();
    await buy(third, { id: 'deep', hour: 3 });
    // Two without a user id first: the older stays.
    const first = await world.merge(other, third);
    const second = await world.merge(known, other);
    await world.drain();

    expect(second.customerId).toBe(known);
    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
    expect(await world.resolve([{ ids: { anon: `${me}-b` } }], NOW, 'web')).toEqual([known]);
    await expect(world.part(first.customerId, first.mergedId)).rejects.toMatchObject({ status: 409 });

    await world.part(known, first.customerId);
    await world.drain();
    await world.part(first.customerId, first.mergedId);
    await world.drain();

    expect((await world.read(known)).stats).toBeUndefined();
    expect((await world.read(third)).stats).toMatchObject({ orders: 1 });
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

  it('decides once when the same two are merged many times at once', async () => {
    const { known, other } = await twoOfOne();

    const answers = await Promise.all(Array.from({ length: 5 }, () => world.merge(known, other)));
    await world.drain();

    expect(new Set(answers.map(({ customerId }) => customerId))).toEqual(new Set([known]));
    expect(await sks(known, 'audit')).toHaveLength(1);
  });

  it('never makes a new identifier lead to a customer who is part of another', async () => {
    const { known, other, me } = await twoOfOne();
    await world.merge(known, other);

    const [found] = await world.resolve(
      [{ ids: { email: `${me}@example.com`, anon: `${me}-b` } }],
      NOW,
      'web',
    );

    expect(found).not.toBe(other);
    await world.drain();
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
