// Who may be there twice, from the scan of real tables to what a person sees and says.
import { beforeEach, describe, expect, test } from 'vitest';
import { partKey, tasksOf } from '../../shared/churn/nightly.ts';
import { dismissPair, duplicatePage } from '../../shared/customers/duplicate-requests.ts';
import { MergeDecisionStore } from '../../shared/customers/merge-decision-store.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import { CustomerStore } from '../../shared/customers/store.ts';
import { DuplicateStore } from '../../shared/quality/duplicates/duplicate-store.ts';
import { DuplicateSearch } from '../../shared/quality/duplicates/duplicates.ts';
import { pairId } from '../../shared/quality/duplicates/pair-id.ts';
import { QualityPart } from '../../shared/quality/quality-part.ts';
import type { Confidence, DuplicatePair } from '../../shared/quality/schema.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomerId, someStats } from '../support/factories.ts';
import { mergeWorld } from '../support/merge-world.ts';
import { runPass } from '../support/nightly-pass.ts';
import { nightlyWorld } from '../support/nightly-world.ts';
import { aPerson } from '../support/people.ts';

const DATE = '2026-10-05';
const NOW = Date.parse('2026-10-06T06:00:00Z');
const said = { by: 'user-1', at: '2026-10-06T06:00:00.000Z' };
const phone = '+251911234567';

onEachEngine('duplicates', (engine) => {
  const { tables } = engine;
  const { parts, objects } = nightlyWorld(engine);
  const duplicates = new DuplicateStore(tables.Program);
  const customers = new CustomerStore({
    customers: tables.Customers,
    identities: tables.Identities,
    program: tables.Program,
  });
  const merging = mergeWorld(tables);
  const decisions = new MergeDecisionStore({
    customers: tables.Customers,
    identities: tables.Identities,
    activity: tables.Activity,
  });
  const world = { duplicates, customers, decisions };

  const store = (...people: Customer[]) => tables.Customers.putMany(people.map((person) => ({ ...person })));
  /** Scores in `total` workers and joins what they saw. */
  async function night() {
    const { plan } = await runPass(parts, { businessDate: DATE, approved: true });
    const search = new DuplicateSearch();
    for (const task of tasksOf(DATE, plan.total)) {
      const part = await objects.get(partKey('quality', task), QualityPart);
      if (!part) throw new Error('every worker leaves a part');
      search.add(part.keys);
    }
    const found = search.join(await duplicates.dismissed());
    await duplicates.replace(DATE, found, NOW);
    return found;
  }
  const page = (query: { limit?: number; cursor?: string; confidence?: Confidence } = {}) =>
    duplicatePage(world, { limit: 25, cursor: undefined, confidence: undefined, ...query }, NOW);
  const idsIn = async (query = {}) => (await page(query)).data.map(({ id }) => id);
  const pair = (one: number, other: number) => pairId(aCustomerId(one), aCustomerId(other));

  describe('from one night', () => {
    beforeEach(() =>
      store(
        aPerson(1, { phone, name: 'አበበ ከበደ' }, { stats: someStats() }),
        aPerson(2, { phone, name: 'Abebe Kebede', email: 'abebe@example.com' }),
        aPerson(3, { phone }),
        aPerson(4, { name: 'Sara Ali' }),
        aPerson(5, { name: 'Sara Ali' }),
      ),
    );

    test('are listed with both customers as they are, the surest first', async () => {
      await night();

      const { data, asOf, has_more } = await page();

      expect({ asOf, has_more }).toEqual({ asOf: DATE, has_more: false });
      expect(data.map(({ id, confidence }) => [id, confidence])).toEqual([
        [pair(1, 2), 'strong'],
        [pair(1, 3), 'likely'],
        [pair(2, 3), 'likely'],
        [pair(4, 5), 'possible'],
      ]);
      expect(data[0]).toMatchObject({
        one: {
          id: aCustomerId(1),
          name: 'አበበ ከበደ',
          phone,
          email: null,
          orders: 6,
          lastPurchaseOn: '2026-09-04',
        },
        other: { id: aCustomerId(2), name: 'Abebe Kebede', email: 'abebe@example.com', orders: 0 },
        evidence: [{ code: 'same-phone' }, { code: 'same-name' }],
        stays: aCustomerId(1),
        conflict: null,
      });
    });

    test('come in pages that hold each pair once, also of one confidence', async () => {
      await night();

      const first = await page({ limit: 3 });
      const second = await page({ limit: 3, cursor: first.next_cursor ?? '' });

      expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(await idsIn());
      expect([first.has_more, second.has_more]).toEqual([true, false]);
      expect(await idsIn({ confidence: 'likely' })).toEqual([pair(1, 3), pair(2, 3)]);
      await expect(page({ cursor: first.next_cursor ?? '', confidence: 'likely' })).rejects.toMatchObject({
        status: 400,
      });
    });

    test('are left out when a customer is gone, merged, or no longer alike', async () => {
      await night();
      await tables.Customers.delete({ pk: aCustomerId(3) });
      await store(aPerson(5, { name: 'Sara Omer' }));
      await merging.merge(aCustomerId(1), aCustomerId(2));

      expect(await page()).toMatchObject({ data: [], has_more: false });
    });

    test('are as sure as they are now', async () => {
      await night();
      await store(aPerson(2, { phone, name: 'Meron Kebede' }));

      expect((await page()).data[0]).toMatchObject({
        id: pair(1, 2),
        confidence: 'possible',
        evidence: [{ code: 'same-phone' }],
      });
      expect(await idsIn({ confidence: 'strong' })).toEqual([]);
    });

    test('do not come back once somebody said that they are two persons, until they take it back', async () => {
      await night();

      await dismissPair(world, pair(1, 2), said);
      expect(await idsIn()).toEqual([pair(1, 3), pair(2, 3), pair(4, 5)]);
      expect((await night()).summary.pairs).toEqual({ strong: 0, likely: 2, possible: 1 });

      await duplicates.undismiss(pair(1, 2));
      await night();
      expect(await idsIn()).toContain(pair(1, 2));
    });

    test('found twice are the same', async () => {
      const first = await night();
      const listed = await page();

      expect(await night()).toEqual(first);
      expect(await page()).toEqual(listed);
    });

    test('leave no name, phone or address in the program’s table or in S3', async () => {
      await night();

      const program: unknown[] = [];
      for (
        let startKey: Record<string, string> | undefined, more = true;
        more;
        more = startKey !== undefined
      ) {
        const { items, lastKey } = await tables.Program.scanPage({ ExclusiveStartKey: startKey });
        program.push(...items);
        startKey = lastKey as typeof startKey;
      }
      const bytes = JSON.stringify([...objects.stored.values(), program]).toLowerCase();
      expect(bytes).toContain(aCustomerId(1).toLowerCase());
      for (const told of ['911234567', 'abebe', 'አበበ', 'kebede', 'sara', 'example.com']) {
        expect(bytes).not.toContain(told);
      }
    });
  });

  test('a damaged profile keeps nobody from being scored', async () => {
    await store(aPerson(1, { phone }, { stats: someStats() }), aPerson(2, { phone }));
    await tables.Customers.put({ ...aPerson(3, {}, { stats: someStats() }), profile: { phone: 7 } });

    const { run } = await runPass(parts, { businessDate: DATE, approved: true });

    const part = await objects.get(
      partKey('quality', { businessDate: DATE, segment: 0, total: 1 }),
      QualityPart,
    );
    expect(run).toMatchObject({ customers: 3, scored: 2, unreadable: 0 });
    expect(part?.tally).toMatchObject({ customers: 2, buyers: 1, unreadable: 1 });
  });

  describe('a list', () => {
    const many = (count: number, confidence: Confidence = 'likely'): DuplicatePair[] =>
      Array.from({ length: count }, (_, i) => ({
        one: aCustomerId(2 * i + 1),
        other: aCustomerId(2 * i + 2),
        evidence: ['same-phone'],
        confidence,
      }));
    const found = (pairs: DuplicatePair[]) => ({
      pairs,
      summary: {
        pairs: { strong: 0, likely: pairs.length, possible: 0 },
        customers: 0,
        isCut: false,
        sharedByMany: [],
      },
    });

    test('of any length is read piece by piece', async () => {
      const pairs = many(250);
      await duplicates.replace(DATE, found(pairs), NOW);
      const { list = '' } = (await duplicates.current(NOW)) ?? {};

      expect(await duplicates.between(list, 0, 250)).toEqual(pairs);
      expect(await duplicates.between(list, 99, 101)).toEqual(pairs.slice(99, 101));
      expect(await duplicates.between(list, 240, 300)).toEqual(pairs.slice(240));
    });

    test('is read to its end while the next one is in force', async () => {
      const people = Array.from({ length: 6 }, (_, i) => aPerson(i + 1, { phone: `+25191123400${i >> 1}` }));
      await store(...people);
      await duplicates.replace(DATE, found(many(3)), NOW);
      const first = await page({ limit: 1 });

      await duplicates.replace('2026-10-06', found([]), NOW);

      const rest = await page({ limit: 5, cursor: first.next_cursor ?? '' });
      expect(rest.data.map(({ id }) => id)).toEqual([pair(3, 4), pair(5, 6)]);
      expect(rest.asOf).toBe(DATE);
      expect(await page()).toMatchObject({ data: [], asOf: '2026-10-06', has_more: false });
    });

    test('is none before the first night and long after the last', async () => {
      expect(await page()).toEqual({ data: [], asOf: null, next_cursor: null, has_more: false });
      await duplicates.replace(DATE, found(many(3)), NOW);

      expect(await duplicates.current(NOW + 31 * 86_400_000)).toBeUndefined();
    });
  });

  test('what was said first of a pair stands', async () => {
    await store(aPerson(1, {}), aPerson(2, {}));

    expect(await dismissPair(world, pair(1, 2), said)).toEqual({ id: pair(1, 2), ...said });
    expect(await dismissPair(world, pair(1, 2), { ...said, by: 'user-2' })).toEqual({
      id: pair(1, 2),
      ...said,
    });
    await expect(dismissPair(world, pair(1, 9), said)).rejects.toMatchObject({ status: 404 });
  });
});
