// The customers API through its front door, on real engines: keys, conditions, indexes and paging are what break.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { nameIndex } from '../../shared/customers/names.ts';
import { customersRoutes } from '../../shared/customers/routes.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import type { Entry } from '../../shared/ingest/schema.ts';
import { encodeCursor } from '../../shared/platform/cursor.ts';
import { newId } from '../../shared/platform/ids.ts';
import { type Engine, onEachEngine } from '../support/engines.ts';
import { aCustomer, aModel, anEntry, someStats } from '../support/factories.ts';
import { aUser, calling, type Handler, REQUEST_TIME } from '../support/invoke.ts';

const user = aUser('support');

/** The handler as Lambda loads it, pointed at an engine. */
async function handlerOn({ url, tables }: Engine): Promise<Handler> {
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const env = {
    BUSINESS_NAME: 'Shop',
    TIME_ZONE: 'Africa/Addis_Ababa',
    COUNTRY: 'ET',
    CURRENCY: 'ETB',
    HORIZON_DAYS: '90',
    LANGUAGES: 'am,en',
    CUSTOMERS_TABLE: tables.Customers.name,
    IDENTITIES_TABLE: tables.Identities.name,
    ACTIVITY_TABLE: tables.Activity.name,
    PROGRAM_TABLE: tables.Program.name,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.resetModules();
  const { handler } = await import('../../functions/customers/api.ts');
  return handler;
}

onEachEngine('the customers API', (engine) => {
  const { tables } = engine;
  let when: ReturnType<typeof calling>;
  beforeAll(async () => {
    when = calling(await handlerOn(engine), customersRoutes);
    const current = { model: aModel({ usualReturnDays: 40 }), businessDate: '2026-10-04' };
    await tables.Program.put({ pk: 'nightly', sk: 'current', ...current });
  });

  /** Stores a customer with an id of its own, its identities and its name in the index. */
  async function stored(over: Partial<Customer> = {}, identities: string[] = []): Promise<Customer> {
    const pk = newId('cus');
    const customer = aCustomer({ pk, ...over });
    const index = nameIndex(customer.profile.name, pk) ?? { nameInitial: undefined, nameKey: undefined };
    await tables.Customers.put({ ...customer, ...index });
    await tables.Identities.putMany(identities.map((identity) => ({ pk: identity, customerId: pk })));
    return customer;
  }
  const logged = (customer: Customer, entries: Partial<Entry>[]) =>
    tables.Activity.putMany(entries.map((entry) => anEntry({ ...entry, pk: customer.pk })));
  const find = (query: string, more: Record<string, string> = {}) =>
    when.get('/v1/customers', { user, query: { query, ...more } });

  describe('reading a customer', () => {
    it('tells profile, consents, purchases, and the score with its reasons', async () => {
      const customer = await stored();

      const { json } = await when.get(`/v1/customers/${customer.pk}`, { user });

      expect(json).toMatchObject({
        id: customer.pk,
        profile: customer.profile,
        consents: [{ channel: 'email', purpose: 'marketing', status: 'granted' }],
        purchases: { silentDays: 31, usualIntervalDays: 12 },
        score: { band: 'at-risk', reasons: [{ en: 'Usually buys every 12 days; silent for 31.' }] },
      });
    });

    it('is 304 for somebody who has it, until it changes', async () => {
      const customer = await stored();
      const path = `/v1/customers/${customer.pk}`;
      const { headers } = await when.get(path, { user });
      const again = { user, headers: { 'If-None-Match': headers.etag ?? '' } };

      expect((await when.get(path, again)).status).toBe(304);
      await tables.Customers.put({ ...customer, stats: someStats({ orders: 7 }) });
      expect((await when.get(path, again)).status).toBe(200);
    });

    it('is 404 for an id that nobody has, 400 for one that nobody can have', async () => {
      expect((await when.get(`/v1/customers/${newId('cus')}`, { user })).status).toBe(404);
      const malformed = await when.get('/v1/customers/1042', { user });
      expect(malformed.json.errors[0].pointer).toBe('{id}');
    });
  });

  describe('finding customers', () => {
    it('works by id, by the business’s own id, by address and by phone in any spelling', async () => {
      const customer = await stored({}, ['user#c-77', 'email#selam77@example.com', 'phone#+251911777777']);
      const by = async (query: string) => (await find(query)).json.data[0];

      expect(await by(customer.pk)).toMatchObject({ id: customer.pk, matchedBy: 'id' });
      expect(await by('c-77')).toMatchObject({ id: customer.pk, matchedBy: 'externalId' });
      expect(await by('Selam77@example.com')).toMatchObject({ id: customer.pk, matchedBy: 'email' });
      expect(await by('0911 77 77 77')).toMatchObject({ id: customer.pk, matchedBy: 'phone' });
    });

    it('works by the beginning of a name, in any Ethiopic spelling', async () => {
      const customer = await stored({ profile: { name: 'ሠላማዊት ኃይለማርያም' } });

      const { json } = await find('ሰላማዊት ሀይለ');

      expect(json.data).toMatchObject([{ id: customer.pk, matchedBy: 'name', name: 'ሠላማዊት ኃይለማርያም' }]);
    });

    it('pages through names in alphabetical order, nobody twice, nobody left out', async () => {
      const names = ['Zenebech 3', 'Zenebech 1', 'Zenebech 5', 'Zenebech 2', 'Zenebech 4'];
      for (const name of names) await stored({ profile: { name } });

      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { json } = await find('zenebech', { limit: '2', ...(cursor && { cursor }) });
        seen.push(...json.data.map((found: { name: string }) => found.name));
        cursor = json.next_cursor;
      }

      expect(seen).toEqual(names.toSorted());
    });

    it('shows an exact match first and not again among the names', async () => {
      const exact = await stored({ profile: { name: 'Tsehay Two' } }, ['user#tsehay']);
      const other = await stored({ profile: { name: 'Tsehay One' } });

      const first = await find('tsehay', { limit: '1' });
      const second = await find('tsehay', { limit: '1', cursor: first.json.next_cursor });

      expect(first.json.data).toMatchObject([{ id: exact.pk, matchedBy: 'externalId' }]);
      expect(second.json).toMatchObject({ data: [{ id: other.pk }], has_more: false, next_cursor: null });
    });

    it('finds nobody with an empty list, and refuses to list everybody', async () => {
      expect((await find('nobody-at-all')).json).toEqual({ data: [], next_cursor: null, has_more: false });
      expect((await find('  ')).json.errors[0].pointer).toBe('?query');
    });

    it('refuses a cursor of another search', async () => {
      for (const name of ['Wubit A', 'Wubit B']) await stored({ profile: { name } });
      const { json } = await find('wubit', { limit: '1' });

      expect((await find('zen', { cursor: json.next_cursor })).status).toBe(400);
    });

    it.each(['wubit#', `wubit ${'a'.repeat(1_100)}#cus_1`, 'wubit', `wubit\ud800#${newId('cus')}`])(
      'refuses a cursor that somebody made up, %#',
      async (after) => {
        const cursor = encodeCursor({ exact: 0, after }, 'customers?wubit|wubit');

        expect((await find('wubit', { cursor })).status).toBe(400);
      },
    );
  });

  describe('a customer’s history', () => {
    const days = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `2026-09-${String(index + 1).padStart(2, '0')}T09:00:00.000Z`,
      );

    it('is read newest first over all kinds, page by page', async () => {
      const customer = await stored();
      const all = days(9).flatMap((at) => [
        { kind: 'purchase' as const, at, id: `p-${at}` },
        { kind: 'visit' as const, at, id: `v-${at}` },
      ]);
      await logged(customer, all);

      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query = { limit: '4', ...(cursor && { cursor }) };
        const { json } = await when.get(`/v1/customers/${customer.pk}/activity`, { user, query });
        seen.push(...json.data.map((entry: { id: string }) => entry.id));
        cursor = json.next_cursor;
      }

      expect(seen).toEqual(
        days(9)
          .toReversed()
          .flatMap((at) => [`v-${at}`, `p-${at}`]),
      );
    });

    it('has messages at the time they were made, although their key names the episode', async () => {
      const customer = await stored();
      const message = { campaign: 'retention', state: 'sent', stateAt: '2026-09-20T09:00:00.000Z' };
      await logged(customer, [{ kind: 'purchase', at: '2026-09-10T09:00:00.000Z', id: 'between' }]);
      await tables.Activity.put({
        ...anEntry({
          pk: customer.pk,
          kind: 'message',
          at: '2026-09-20T09:00:00.000Z',
          id: '2026-09-01_retention',
        }),
        sk: 'message#2026-09-01#retention',
        ...message,
      });

      const { json } = await when.get(`/v1/customers/${customer.pk}/activity`, { user });

      expect(json.data).toMatchObject([{ kind: 'message', message }, { id: 'between' }]);
    });

    it('can be read for one kind', async () => {
      const customer = await stored();
      await logged(customer, [{ id: 'a' }, { kind: 'refund', id: 'b', name: 'Order Refunded' }]);

      const { json } = await when.get(`/v1/customers/${customer.pk}/activity?kind=refund`, { user });

      expect(json).toMatchObject({ data: [{ id: 'b', kind: 'refund' }], has_more: false });
    });

    it('leaves out what has expired and is not deleted yet', async () => {
      const customer = await stored();
      const seconds = Math.floor(REQUEST_TIME / 1_000);
      await logged(customer, [
        { kind: 'visit', id: 'gone', expiresAt: seconds - 60 },
        { kind: 'visit', id: 'here', expiresAt: seconds + 60 },
      ]);

      const { json } = await when.get(`/v1/customers/${customer.pk}/activity`, { user });

      expect(json.data.map(({ id }: { id: string }) => id)).toEqual(['here']);
    });

    it('of nobody is 404, of somebody without one empty, with a foreign cursor 400', async () => {
      const [one, other] = [await stored(), await stored()];
      await logged(one, [{ id: 'a' }, { id: 'b' }]);
      const page = await when.get(`/v1/customers/${one.pk}/activity?limit=1`, { user });
      const cursor: string = page.json.next_cursor;

      expect((await when.get(`/v1/customers/${newId('cus')}/activity`, { user })).status).toBe(404);
      expect((await when.get(`/v1/customers/${other.pk}/activity`, { user })).json.data).toEqual([]);
      const foreign = await when.get(`/v1/customers/${other.pk}/activity`, { user, query: { cursor } });
      expect(foreign.status).toBe(400);
    });

    it.each([
      ['2026-09-01T09:00:00.000Z', 'purchase', 'a'.repeat(1_100)],
      ['2026-09-01T09:00:00.000Z', 'purchase', '\ud800'],
      ['2026-09-01T09:00:00.000Z', 'x'.repeat(1_100), 'a'],
    ])('refuses a cursor that somebody made up, %#', async (...position) => {
      const customer = await stored();
      const cursor = encodeCursor(position, `activity/${customer.pk}?kind=`);

      const { status } = await when.get(`/v1/customers/${customer.pk}/activity`, { user, query: { cursor } });

      expect(status).toBe(400);
    });
  });

  describe('recording a consent', () => {
    const body = { channel: 'sms', status: 'granted', source: 'till', wordingVersion: '2026-01' };
    const record = (
      customer: Customer,
      over: object = {},
      headers: Record<string, string> = {},
      now?: number,
    ) =>
      when.post(`/v1/customers/${customer.pk}/consents`, {
        user,
        body: { ...body, ...over },
        headers,
        ...(now !== undefined && { now }),
      });
    const state = async (customer: Customer) =>
      (await when.get(`/v1/customers/${customer.pk}`, { user })).json.consents.find(
        (consent: { channel: string }) => consent.channel === 'sms',
      );
    const entries = async (customer: Customer) =>
      (await when.get(`/v1/customers/${customer.pk}/activity?kind=consent`, { user })).json.data;

    it('shows in the customer at once and stays in the log, with who recorded it', async () => {
      const customer = await stored();

      const answer = await record(customer);

      expect(answer).toMatchObject({
        status: 201,
        json: { ...body, purpose: 'marketing', recordedBy: 'user-1' },
      });
      expect(await state(customer)).toMatchObject({ status: 'granted', source: 'till' });
      expect(await entries(customer)).toMatchObject([
        { name: 'Consent Given', source: 'user:user-1', properties: { channel: 'sms', source: 'till' } },
      ]);
    });

    it('happens once for one idempotency key, and gives the same answer again', async () => {
      const customer = await stored();
      const headers = { 'Idempotency-Key': `key-${customer.pk}` };

      const first = await record(customer, {}, headers);
      const again = await record(customer, {}, headers, REQUEST_TIME + 60_000);

      expect(again.json).toEqual(first.json);
      expect(await entries(customer)).toHaveLength(1);
    });

    it('is refused when its idempotency key came with another request', async () => {
      const customer = await stored();
      const headers = { 'Idempotency-Key': `key-${customer.pk}` };
      await record(customer, {}, headers);

      const other = await record(customer, { status: 'withdrawn' }, headers);

      expect(other.status).toBe(409);
      expect(await state(customer)).toMatchObject({ status: 'granted' });
    });

    it('by a clock that is minutes fast can be withdrawn the next moment', async () => {
      const customer = await stored();
      const fast = new Date(REQUEST_TIME + 240_000).toISOString();

      const given = await record(customer, { at: fast });
      await record(customer, { status: 'withdrawn' }, {}, REQUEST_TIME + 60_000);

      expect(given.json.at).toBe(new Date(REQUEST_TIME).toISOString());
      expect(await state(customer)).toMatchObject({ status: 'withdrawn' });
    });

    it('of an earlier time does not undo a later one', async () => {
      const customer = await stored();
      await record(customer, { status: 'withdrawn', at: '2026-09-02T12:00:00+03:00' });

      const late = await record(customer, { at: '2026-09-01T12:00:00+03:00' });

      expect(late.status).toBe(201);
      expect(await state(customer)).toMatchObject({ status: 'withdrawn', at: '2026-09-02T09:00:00.000Z' });
      expect(await entries(customer)).toHaveLength(2);
    });

    it.each([
      ['in the future', { at: '2026-12-01T00:00:00Z' }, '/at'],
      ['for an unknown channel', { channel: 'pigeon' }, '/channel'],
      ['without a source', { source: ' ' }, '/source'],
    ])('%s is 400 and recorded nowhere', async (_, over, pointer) => {
      const customer = await stored();

      const answer = await record(customer, over);

      expect(answer.json.errors[0].pointer).toBe(pointer);
      expect(await entries(customer)).toEqual([]);
    });

    it('of nobody is 404, by a viewer 403', async () => {
      const customer = await stored();
      const target = `/v1/customers/${customer.pk}/consents`;

      expect((await when.post(target, { user: aUser('viewer'), body })).status).toBe(403);
      expect((await record(aCustomer({ pk: newId('cus') }))).status).toBe(404);
    });
  });
});
