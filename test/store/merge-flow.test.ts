// Merging while events come in: the log's stream is followed the whole time.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withdrawer } from '../../shared/campaigns/withdraw.ts';
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import type { Claim } from '../../shared/customers/identity.ts';
import { Customer } from '../../shared/customers/schema.ts';
import { SignInStore } from '../../shared/customers/sign-in-store.ts';
import { CustomerStore } from '../../shared/customers/store.ts';
import { plainFold } from '../../shared/ingest/fold.ts';
import type { LoggedOrder } from '../../shared/ingest/orders.ts';
import { projectRecords } from '../../shared/ingest/project-records.ts';
import { ProjectStore } from '../../shared/ingest/project-store.ts';
import { publicationOf } from '../../shared/ingest/publications.ts';
import type { Entry } from '../../shared/ingest/schema.ts';
import { deviceOf } from '../../shared/ingest/sign-in.ts';
import { imagesOf } from '../../shared/platform/stream.ts';
import { onEachEngine } from '../support/engines.ts';
import { anOrderEntry, aRecord, instant } from '../support/log-world.ts';
import { anEvent, mergeWorld, NOW, settings } from '../support/merge-world.ts';
import { orderSpec } from '../support/orders.ts';

onEachEngine('merging while events come in', ({ tables }) => {
  let count = 0;
  const world = mergeWorld(tables);
  const signIns = new SignInStore(tables.Identities, {
    add: async (job) => void world.jobs.push(job as never),
  });
  const projector = {
    store: new ProjectStore({
      customers: tables.Customers,
      activity: tables.Activity,
      program: tables.Program,
    }),
    settings,
    late: async (customerId: string, only: string[]) => {
      world.jobs.push({ customerId, isLast: true, of: 'own', only });
    },
    decided: async (customerId: string) => {
      world.jobs.push({ customerId, isLast: true, of: 'own', unlessDone: true });
    },
    identified: (calls: readonly Entry[]) => signIns.note(calls.flatMap((call) => deviceOf(call) ?? [])),
    failed: (error: unknown) => {
      throw error;
    },
  };
  const arrive = async (entry: Entry) => {
    const before = await tables.Activity.get({ pk: entry.pk, sk: entry.sk }, { consistent: true });
    await tables.Activity.put(entry);
    return aRecord(before as Entry | undefined, entry);
  };
  const twoOfOne = async () => {
    count += 1;
    const me = `flow-${count}`;
    const [known = ''] = await world.resolve([{ ids: { user: me } }], NOW, 'web');
    const [other = ''] = await world.resolve([{ ids: { anon: `${me}-b` } }], NOW, 'web');
    return { known, other, me };
  };

  it('ends as the fold of the united log, whatever arrives when and wherever', async () => {
    const event = fc.record({
      spec: orderSpec(),
      isMine: fc.boolean(),
      when: fc.integer({ min: 0, max: 4 }),
      isFolded: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
        const { known, other } = await twoOfOne();
        const stream: ReturnType<typeof aRecord>[] = [];
        const come = async (now: number) => {
          for (const { spec, isMine, isFolded } of events.filter(({ when }) => when === now)) {
            stream.push(await arrive(anOrderEntry(spec, isMine ? known : other)));
            if (isFolded) await projectRecords(stream.splice(0), projector);
          }
        };
        await come(0);
        await world.merge(known, other);
        await come(1);
        const first = world.jobs.shift();
        await Promise.all([first && world.run(first), come(2)]);
        await world.drain();
        await come(3);
        await projectRecords(stream.splice(0), projector);
        await come(4);
        await projectRecords(stream.splice(0), projector);
        await world.drain();

        const log = (await world.entriesOf(known)).filter(({ order }) => order) as unknown as LoggedOrder[];
        const sent = new Set(events.map(({ spec }) => anOrderEntry(spec).sk));
        expect(new Set(log.map(({ sk }) => sk))).toEqual(sent);
        const { stats, ...stays } = await world.read(known);
        const { version: _, ...folded } = (stats ?? {}) as { version?: number };
        expect(folded).toEqual(plainFold(log, settings) ?? {});
        expect(stays).toMatchObject({ mergedFrom: new Set([other]) });
        expect(await world.read(other)).not.toHaveProperty('stats');
      }),
      { numRuns: 6 },
    );
  });

  it('joins a device to who signs in on it, from the stream alone', async () => {
    const { known, other, me } = await twoOfOne();
    await arrive(
      anOrderEntry({ id: 'basket', kind: 'purchase', hour: 1, amount: 500, currency: 'ETB' }, other),
    );

    const call = anEvent(known, 'identify', { id: 'sign-in', hour: 9, userId: me, anonymousId: `${me}-b` });
    await projectRecords([await arrive(call)], projector);
    await world.drain();

    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
    expect(await world.resolve([{ ids: { anon: `${me}-b` } }], NOW, 'web')).toEqual([known]);
  });

  /** An alias call as ingest logs it: of the customer of its user id. */
  const alias = (pk: string, id: string, call: { userId: string; previousId: string }) => ({
    ...anEvent(pk, 'event', { id, hour: 9, ...call, type: 'alias' }),
    name: 'alias',
  });
  const sendAlias = async (...call: Parameters<typeof alias>) => {
    await projectRecords([await arrive(alias(...call))], projector);
    await world.drain();
  };

  it('joins a device to the user whose alias names it as the earlier id', async () => {
    const { known, other, me } = await twoOfOne();
    await arrive(
      anOrderEntry({ id: 'basket', kind: 'purchase', hour: 1, amount: 500, currency: 'ETB' }, other),
    );
    const [customer] = await world.resolve(
      [{ ids: { user: me }, previous: `${me}-b`, mayRename: true }],
      NOW,
      'web',
    );
    expect(customer).toBe(known);

    await sendAlias(known, 'alias-1', { userId: me, previousId: `${me}-b` });

    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
    expect(await world.read(other)).toMatchObject({ mergedInto: known, merge: { by: 'sign-in' } });
    expect(await world.resolve([{ ids: { anon: `${me}-b` } }], NOW, 'web')).toEqual([known]);
  });

  it('leaves a device that was parted where it is, whatever alias comes then', async () => {
    const { known, other, me } = await twoOfOne();
    await sendAlias(known, 'alias-1', { userId: me, previousId: `${me}-b` });
    await world.part(known, other);
    await world.drain();

    await sendAlias(known, 'alias-2', { userId: me, previousId: `${me}-b` });

    expect(await world.read(other)).not.toHaveProperty('mergedInto');
  });

  it.each<[string, Partial<Claim['ids']>]>([
    ['user', { user: 'strong-user' }],
    ['e-mail', { email: 'strong@example.com' }],
    ['phone', { phone: '+251911000077' }],
  ])('takes no device by an alias from a customer with a strong id of their own: %s', async (_, ids) => {
    const { known, me } = await twoOfOne();
    const device = `${me}-strong`;
    const [somebody = ''] = await world.resolve([{ ids: { ...ids, anon: device } }], NOW, 'web');

    await sendAlias(known, 'alias-1', { userId: me, previousId: device });

    expect(await world.read(somebody)).not.toHaveProperty('mergedInto');
    expect(await world.resolve([{ ids }], NOW, 'web')).toEqual([somebody]);
  });

  it('makes no two users one by an alias, and asks for nothing', async () => {
    const { known, me } = await twoOfOne();
    const earlier = `${me}-earlier`;
    const [old = ''] = await world.resolve([{ ids: { user: earlier } }], NOW, 'web');

    const call = alias(known, 'alias-1', { userId: me, previousId: earlier });
    await projectRecords([await arrive(call)], projector);

    expect(world.jobs).toEqual([]);
    expect(await world.read(old)).not.toHaveProperty('mergedInto');
  });

  /** The log's stream, as far as it tells of merges and partings of a customer. */
  const auditOf = async (customerId: string) =>
    (await world.entriesOf(customerId))
      .filter(({ kind }) => kind === 'audit')
      .map((entry) => aRecord(undefined, entry as Entry));

  it('is carried out by the log when whoever decided died before they could ask for it', async () => {
    const { known, other } = await twoOfOne();
    await arrive(
      anOrderEntry({ id: 'before', kind: 'purchase', hour: 1, amount: 500, currency: 'ETB' }, other),
    );
    await world.merge(known, other);
    world.jobs.length = 0;

    await projectRecords([...(await auditOf(known)), ...(await auditOf(other))], projector);
    expect(world.jobs).toHaveLength(1);
    await world.drain();

    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
    expect(await world.read(other)).toMatchObject({ merge: { isDone: true } });

    await world.part(known, other);
    world.jobs.length = 0;
    await projectRecords(await auditOf(other), projector);
    await world.drain();

    expect((await world.read(known)).stats).toBeUndefined();
    expect((await world.read(other)).stats).toMatchObject({ orders: 1 });
    expect(await world.read(other)).not.toHaveProperty('parting');
  });

  it('is carried out when the worker dies between joining a device and asking for its history', async () => {
    const { known, other } = await twoOfOne();
    await arrive(
      anOrderEntry({ id: 'basket', kind: 'purchase', hour: 1, amount: 500, currency: 'ETB' }, other),
    );
    world.jobs.push({ join: { anonymous: other, known } });
    world.crashAfter(0);
    await world.drain();
    expect(await world.read(other)).toMatchObject({ mergedInto: known, merge: { isDone: false } });

    await projectRecords(await auditOf(other), projector);
    await world.drain();

    expect((await world.read(known)).stats).toMatchObject({ orders: 1 });
  });

  it('is looked at again without any work once all is done', async () => {
    const { known, other } = await twoOfOne();
    await world.merge(known, other);
    await world.drain();

    await projectRecords(await auditOf(other), projector);
    world.crashAfter(0);
    await world.drain();

    expect(world.isAlive()).toBe(false);
    world.crashAfter(Number.POSITIVE_INFINITY);
  });

  it('leads from the old id to who stays', async () => {
    const { known, other } = await twoOfOne();
    await world.merge(known, other);
    await world.drain();
    const store = new CustomerStore({
      customers: tables.Customers,
      identities: tables.Identities,
      program: tables.Program,
    });

    expect((await store.get(other))?.pk).toBe(known);
    expect([...(await store.getMany([other, known]))].map(([id, { pk }]) => [id, pk])).toEqual(
      expect.arrayContaining([
        [other, known],
        [known, known],
      ]),
    );
  });

  it('takes an unsubscription by an old mail for who stays', async () => {
    const { known, other } = await twoOfOne();
    const granted = consentEntry({
      customerId: known,
      channel: 'email',
      purpose: 'marketing',
      status: 'granted',
      source: 'till',
      at: instant(1),
      id: 'con-1',
      receivedAt: instant(1),
    });
    await projectRecords([await arrive(granted)], projector);
    await world.merge(known, other);
    await world.drain();

    const readCustomer = async (pk: string) => Customer.parse(await world.read(pk));
    const withdraw = withdrawer(readCustomer, tables.Activity);
    await withdraw({ customerId: other, source: 'unsubscribe-link', id: 'token' }, NOW);
    await world.fold(known);

    expect((await world.read(known)).consents).toMatchObject({ 'email:marketing': { status: 'withdrawn' } });
  });

  it('tells the bus of no purchase twice', async () => {
    const { known, other } = await twoOfOne();
    const record = await arrive(
      anOrderEntry({ id: 'once', kind: 'purchase', hour: 1, amount: 500, currency: 'ETB' }, other),
    );
    await world.merge(known, other);
    await world.drain();
    const copies = (await world.entriesOf(known))
      .filter(({ order }) => order)
      .map((copy) => aRecord(undefined, copy as Entry));

    const told = [record, ...copies].map((one) => publicationOf(imagesOf(one)));

    expect(copies).toHaveLength(1);
    expect(told.filter((event) => event !== undefined)).toHaveLength(1);
  });
});
