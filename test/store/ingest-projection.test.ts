import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexAttributes } from '../../shared/churn/rescore.ts';
import { historyFrom } from '../../shared/churn/sample-store.ts';
import { factsOf, knownAt } from '../../shared/churn/signal-facts.ts';
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import { Customer } from '../../shared/customers/schema.ts';
import { plainFold } from '../../shared/ingest/fold.ts';
import type { ProjectSettings } from '../../shared/ingest/project.ts';
import { projectRecords } from '../../shared/ingest/project-records.ts';
import { ProjectStore } from '../../shared/ingest/project-store.ts';
import { type Entry, entryKey, type SignalFact } from '../../shared/ingest/schema.ts';
import { visitDaysOf } from '../../shared/ingest/visit-days.ts';
import { dayOf } from '../../shared/platform/days.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomerId, aScore } from '../support/factories.ts';
import { aCall, anOrderEntry, aRecord, instant, type OrderSpec } from '../support/log-world.ts';
import { orderSpec } from '../support/orders.ts';

const settings: ProjectSettings = {
  timeZone: 'Africa/Addis_Ababa',
  currency: 'ETB',
  country: 'ET',
  rescore: (stats) => aScore({ asOf: stats.lastDay, valueAtRisk: stats.revenue }),
};

onEachEngine('the projector', ({ tables }) => {
  let count = 0;
  const store = new ProjectStore({
    customers: tables.Customers,
    activity: tables.Activity,
    program: tables.Program,
  });
  const parts = {
    store,
    settings,
    failed: (error: unknown) => {
      throw error;
    },
  };
  const aNewCustomer = async () => {
    count += 1;
    const pk = aCustomerId(count);
    await tables.Customers.put({
      pk,
      createdAt: instant(0),
      updatedAt: instant(0),
      profile: {},
      consents: {},
      ids: {},
    });
    return pk;
  };
  const read = async (pk: string) => (await tables.Customers.get({ pk }, { consistent: true })) ?? {};
  const put = async (entry: Entry): Promise<DynamoDBRecord> => {
    const before = await tables.Activity.get({ pk: entry.pk, sk: entry.sk }, { consistent: true });
    await tables.Activity.put(entry);
    return aRecord(before as Entry | undefined, entry);
  };
  const buy = (pk: string, over: Partial<OrderSpec>) =>
    put(anOrderEntry({ id: 'm', kind: 'purchase', hour: 0, amount: 1_000, currency: 'ETB', ...over }, pk));

  it('folds complaints, ratings and visits, and scores anew from them', async () => {
    const pk = await aNewCustomer();
    const given: unknown[] = [];
    const rescore: ProjectSettings['rescore'] = (stats, _previous, signals) => {
      given.push(signals);
      return aScore({ asOf: stats.lastDay, valueAtRisk: 7 });
    };
    const entry = (kind: 'signal' | 'visit', hour: number, signal?: SignalFact): Entry => ({
      pk,
      sk: entryKey(kind, instant(hour), 'm'),
      kind,
      id: 'm',
      name: kind,
      at: instant(hour),
      source: 'key_1',
      receivedAt: instant(hour),
      ...(signal && { signal }),
    });
    const records = [
      await buy(pk, { hour: 0 }),
      await put(entry('visit', 30)),
      await put(entry('signal', 50, { type: 'rating', rating: 1, outOf: 5 })),
      await put(entry('signal', 40, { type: 'complaint', isOpen: true, case: 'A' })),
    ];
    for (const record of records)
      await projectRecords([record], { ...parts, settings: { ...settings, rescore } });

    const day = dayOf(instant(40), settings.timeZone);
    const { signals, score } = Customer.parse(await read(pk));
    expect(signals).toMatchObject({
      // One for the visit, one for both signals: the first record found them both in the log.
      version: 2,
      complaintSince: day,
      rating: { rating: 1, outOf: 5, day: dayOf(instant(50), settings.timeZone) },
    });
    expect(visitDaysOf(signals?.visits)).toEqual([dayOf(instant(30), settings.timeZone)]);
    expect(given.at(-1)).toEqual(signals);
    expect(score?.valueAtRisk).toBe(7);

    const { orders, ...history } = await historyFrom(tables.Activity, pk, true);
    expect(orders).toHaveLength(1);
    expect(knownAt(factsOf({ orders, ...history }, day + 9, settings.timeZone), day + 9)).toMatchObject({
      complaintSince: day,
      rating: { isLow: true },
      visitDays: [day],
    });

    await tables.Activity.delete({ pk, sk: entryKey('visit', instant(30), 'm') });
    await projectRecords([aRecord(entry('visit', 30), undefined)], parts);
    expect((await read(pk)).signals).not.toHaveProperty('visits');
  });

  it('writes stats, score and index attributes in one update', async () => {
    const pk = await aNewCustomer();

    await projectRecords([await buy(pk, { id: 'a' }), await buy(pk, { id: 'b', hour: 60 })], parts);

    const { stats, score, riskBand, valueAtRisk, updatedAt } = await read(pk);
    expect(stats).toMatchObject({ version: 1, orders: 2, repeatDays: 1, revenue: 2_000 });
    expect({ riskBand, valueAtRisk }).toEqual(indexAttributes(aScore({ valueAtRisk: 2_000 })));
    expect(score).toMatchObject({ valueAtRisk: 2_000 });
    expect(updatedAt).toBe(instant(60));
  });

  it('takes stats, score and listing away when the last purchase is gone', async () => {
    const pk = await aNewCustomer();
    const record = await buy(pk, { id: 'a' });
    await projectRecords([record], parts);
    const entry = anOrderEntry({ id: 'a', kind: 'purchase', hour: 0, amount: 1_000, currency: 'ETB' }, pk);
    await tables.Activity.delete({ pk, sk: entry.sk });

    await projectRecords([aRecord(entry, undefined)], parts);

    expect(Object.keys(await read(pk)).sort()).toEqual([
      'consents',
      'createdAt',
      'ids',
      'pk',
      'profile',
      'updatedAt',
    ]);
  });

  it('ends as the plain fold of the log when projectors race over repeated, late and changed entries', async () => {
    const plan = fc.record({
      specs: fc.array(orderSpec(), { minLength: 1, maxLength: 10 }),
      repeats: fc.array(fc.nat(20), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ specs, repeats }) => {
        const pk = await aNewCustomer();
        const entries = specs.map((spec) => anOrderEntry(spec, pk));
        const records: DynamoDBRecord[] = [];
        for (const entry of entries) records.push(await put(entry));
        // The same batch twice, single records again, and everything at the same time.
        const again = repeats.map((index) => records.slice(index % records.length));
        const failed = await Promise.all(
          [records, records, ...again].map((some) => projectRecords(some, parts)),
        );

        expect(failed.flat()).toEqual([]);
        const log = [...new Map(entries.map((entry) => [entry.sk, entry])).values()];
        const { version: _, ...stats } = ((await read(pk)).stats ?? {}) as { version?: number };
        expect(stats).toEqual(plainFold(log, settings) ?? {});
      }),
      { numRuns: 12 },
    );
  });

  it('folds single purchases that many projectors bring at once', async () => {
    const pk = await aNewCustomer();
    const records = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        buy(pk, { id: `m${index}`, orderId: `A-${index}`, hour: index * 24 }),
      ),
    );

    await Promise.all(records.map((record) => projectRecords([record], parts)));

    expect((await read(pk)).stats).toMatchObject({ orders: 20, repeatDays: 19, revenue: 20_000 });
  });

  it('folds profile, name index and consents, and leaves what others wrote', async () => {
    const pk = await aNewCustomer();
    const consent = (status: 'granted' | 'withdrawn', hour: number, id: string) =>
      put(
        consentEntry({
          customerId: pk,
          channel: 'email',
          purpose: 'marketing',
          status,
          source: 'till',
          at: instant(hour),
          id,
          receivedAt: instant(hour),
        }),
      );
    await tables.Customers.update({
      Key: { pk },
      UpdateExpression: 'SET consents.#k = :v',
      ExpressionAttributeNames: { '#k': 'sms:marketing' },
      ExpressionAttributeValues: { ':v': { status: 'withdrawn', source: 'call', at: instant(1) } },
    });

    const records = [
      await put(aCall('c1', 2, { name: 'ሠላም ከበደ', email: 'Selam@Example.com', phone: '0911234567' }, pk)),
      await consent('withdrawn', 5, 'w'),
      await consent('granted', 4, 'g'),
    ];
    await Promise.all(records.map((record) => projectRecords([record], parts)));

    expect(await read(pk)).toMatchObject({
      profile: { givenName: 'ሠላም', fatherName: 'ከበደ', email: 'Selam@example.com', phone: '+251911234567' },
      profileAt: instant(2),
      nameInitial: 'ሰ',
      nameKey: `ሰላም ከበደ#${pk}`,
      consents: {
        'email:marketing': { status: 'withdrawn', source: 'till', at: instant(5) },
        'sms:marketing': { status: 'withdrawn', source: 'call', at: instant(1) },
      },
    });
  });

  it('gives back the records of a damaged customer and folds the others', async () => {
    const [damaged, sound] = [await aNewCustomer(), await aNewCustomer()];
    await tables.Customers.put({ pk: damaged, profile: 'lost' });
    const [bad, good] = [await buy(damaged, { id: 'a' }), await buy(sound, { id: 'b' })];
    const failures: unknown[] = [];

    const failed = await projectRecords([bad, good], { ...parts, failed: (error) => failures.push(error) });

    expect(failed).toEqual([bad]);
    expect(failures).toHaveLength(1);
    expect((await read(sound)).stats).toMatchObject({ orders: 1 });
  });

  it('lets the entries of a customer who is gone pass', async () => {
    const record = await buy(aCustomerId(999_999), { id: 'a' });

    expect(await projectRecords([record], parts)).toEqual([]);
    expect(await read(aCustomerId(999_999))).toEqual({});
  });
});
