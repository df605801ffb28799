// A merge undone: both as they were, and what came since to whom it belongs.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainFold } from '../../shared/ingest/fold.ts';
import type { LoggedOrder } from '../../shared/ingest/orders.ts';
import { IngestStore } from '../../shared/ingest/store.ts';
import type { Item } from '../../shared/platform/table.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCall, anOrderEntry, instant } from '../support/log-world.ts';
import { DAY, history, mergeSteps } from '../support/merge-steps.ts';
import { anEvent, NOW, settings } from '../support/merge-world.ts';
import { orderSpec } from '../support/orders.ts';

/** Of a customer, what must be as it was: not when it was written, nor how often, nor that somebody parted them. */
function meaning(item: Item) {
  const { updatedAt: _, stats, signals, mergedFrom: __, partedFrom: ___, ...rest } = item;
  const plain = (versioned: unknown) => {
    const { version: _, ...more } = (versioned ?? {}) as { version?: number };
    return more;
  };
  return { ...rest, stats: plain(stats), signals: plain(signals) };
}

onEachEngine('un-merging', ({ tables }) => {
  const { world, buy, consent, message, twoOfOne, sks } = mergeSteps(tables);

  it('leaves both as they were', async () => {
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
  });

  it('gives back what came by the identifiers of the other, and a withdrawal to both', async () => {
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

  it('subscribes nobody before their log has been looked at: they may have withdrawn meanwhile', async () => {
    const { known, other } = await twoOfOne();
    await consent(other, 'granted', 1);
    await world.fold(other);
    expect((await world.read(other)).consents).toMatchObject({ 'email:marketing': { status: 'granted' } });
    await world.merge(known, other);
    await world.drain();
    await consent(known, 'withdrawn', Math.ceil((NOW - Date.parse(instant(0))) / 3_600_000) + 1);

    await world.part(known, other, NOW + DAY);

    expect((await world.read(other)).consents).toEqual({});
    await world.drain();
    expect((await world.read(other)).consents).toMatchObject({ 'email:marketing': { status: 'withdrawn' } });
  });

  it('gives back what had come before the merge and found its customer after it', async () => {
    const { known, other, me } = await twoOfOne();
    const since = Math.floor((NOW - Date.parse(instant(0))) / 3_600_000);
    await world.merge(known, other);
    await world.drain();
    // A webhook in its queue, a file on its way, an event replayed at the time when it was rejected.
    const late = { hour: since - 1, receivedHour: since - 1 };
    await world.put(anEvent(known, 'event', { id: 'by-device', anonymousId: `${me}-b`, ...late }));
    await world.put(anEvent(known, 'event', { id: 'by-user', userId: me, ...late }));

    await world.part(known, other, NOW + DAY);
    await world.drain();

    const ids = async (pk: string) =>
      (await world.entriesOf(pk)).filter(({ kind }) => kind === 'event').map(({ id }) => id);
    expect([await ids(known), await ids(other)]).toEqual([['by-user'], ['by-device']]);
  });

  it('knows an event without a time of its own again after it went back', async () => {
    const { known, other, me } = await twoOfOne();
    await world.merge(known, other);
    await world.drain();
    const hour = Math.ceil((NOW - Date.parse(instant(0))) / 3_600_000) + 1;
    await world.put(anEvent(known, 'event', { id: 'timeless', hour, anonymousId: `${me}-b` }));
    await world.part(known, other, NOW + DAY);
    await world.drain();

    const store = new IngestStore({ activity: tables.Activity, program: tables.Program });
    const seenAt = await store.firstSeen([other, 'event', 'timeless'], false, NOW + 2 * DAY);

    expect(new Date(seenAt).toISOString()).toBe(instant(hour));
  });

  it('leaves a withdrawal with both for good, whoever of them stays the next time', async () => {
    const { known, other, me, phone } = await twoOfOne();
    await Promise.all([known, other].map((pk) => consent(pk, 'granted', 1)));
    await world.merge(known, other);
    await world.drain();
    await consent(known, 'withdrawn', 4_000);
    await world.part(known, other);
    await world.drain();

    await world.resolve([{ ids: { user: `${me}-till`, phone } }], NOW, 'till');
    expect(await world.merge(known, other, NOW + DAY)).toMatchObject({ customerId: other, mergedId: known });
    await world.drain();
    await world.part(other, known, NOW + DAY);
    await world.drain();

    for (const pk of [known, other]) {
      expect((await world.read(pk)).consents).toMatchObject({ 'email:marketing': { status: 'withdrawn' } });
    }
  });

  it('leaves who stays the phone they gave while the two were one: another phone is another person', async () => {
    const { known, other, me, phone } = await twoOfOne();
    await world.merge(known, other);
    await world.drain();
    await world.resolve([{ ids: { user: me, phone: '+251922000001' } }], NOW, 'web');

    await world.part(known, other);

    expect(await world.read(known)).toMatchObject({ ids: { user: me, phone: '+251922000001' } });
    expect(await world.read(other)).toMatchObject({ ids: { phone } });
    const [stranger] = await world.resolve(
      [{ ids: { phone: '+251922000002', anon: `${me}-a` } }],
      NOW,
      'web',
    );
    expect(stranger).not.toBe(known);
    await world.drain();
  });

  it('is not undone by the next sign-in on the same device, only by somebody who merges them again', async () => {
    const { known, me } = await twoOfOne();
    const [device = ''] = await world.resolve([{ ids: { anon: `${me}-tablet` } }], NOW, 'web');
    await world.run({ join: { anonymous: device, known } });
    await world.drain();
    await world.part(known, device);
    await world.drain();

    await world.run({ join: { anonymous: device, known } });
    await world.drain();
    expect(await world.read(device)).not.toHaveProperty('mergedInto');

    await world.merge(known, device);
    await world.drain();
    expect(await world.read(device)).toMatchObject({ mergedInto: known });
  });

  it('parts two users of one shop again, whom somebody had taken for one', async () => {
    const [one = '', two = ''] = await world.resolve(
      [{ ids: { user: 'twice-1' } }, { ids: { user: 'twice-2' } }],
      NOW - DAY,
      'web',
    );
    await buy(one, { id: 'a', orderId: 'A', hour: 1 });
    await buy(two, { id: 'b', orderId: 'B', hour: 2 });
    const bothLead = () =>
      world.resolve([{ ids: { user: 'twice-1' } }, { ids: { user: 'twice-2' } }], NOW, 'web');

    const { customerId, mergedId } = await world.merge(one, two, NOW, true);
    await world.drain();

    expect(await bothLead()).toEqual([customerId, customerId]);
    expect((await world.read(customerId)).stats).toMatchObject({ orders: 2 });

    await world.part(customerId, mergedId, NOW + DAY);
    await world.drain();

    expect(await bothLead()).toEqual([one, two]);
    expect(await world.read(two)).toMatchObject({ ids: { user: 'twice-2' }, stats: { orders: 1 } });
    expect(await world.read(one)).toMatchObject({ ids: { user: 'twice-1' }, stats: { orders: 1 } });
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
    await expect(world.part(first.customerId, first.mergedId)).rejects.toMatchObject({ status: 409 });
    await world.drain();
    await world.part(first.customerId, first.mergedId);
    await world.drain();

    expect((await world.read(known)).stats).toBeUndefined();
    expect((await world.read(third)).stats).toMatchObject({ orders: 1 });
  });
});
