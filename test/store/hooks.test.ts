// Endpoints and chat links with real conditions underneath.
import { beforeEach, expect, it } from 'vitest';
import { EndpointStore } from '../../shared/hooks/endpoint-store.ts';
import { LinkStore } from '../../shared/hooks/link-store.ts';
import { makeEndpoint } from '../../shared/hooks/manage.ts';
import { newId } from '../../shared/platform/ids.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { onEachEngine } from '../support/engines.ts';

const keyring = keyringOf('a'.repeat(64));
const now = Date.parse('2026-10-05T09:00:00Z');
const at = new Date(now).toISOString();

onEachEngine('webhook endpoints', ({ tables }) => {
  const store = new EndpointStore(tables.Program);
  const sender = (key?: string) => ({ userId: 'user-1', key });
  const plainly = { sender: sender(), now };
  const make = (time = now) => makeEndpoint({ source: 'chapa', name: 'payments' }, keyring, time).endpoint;

  it('are found by id and listed oldest first, until removed, twice if need be', async () => {
    const [late, early] = [make(now + 1), make(now)];
    await store.create(late, sender());
    await store.create(early, sender());

    expect(await store.get(early.id)).toEqual(early);
    expect(await store.list()).toEqual([early, late]);

    await store.remove(late.id);
    await store.remove(late.id);
    expect(await store.get(late.id)).toBeUndefined();
    expect(await store.list()).toEqual([early]);
  });

  it('are made once for a request that is sent twice', async () => {
    const [one, other] = [make(), make()];
    await store.create(one, sender('request-1'));

    await expect(store.create(other, sender('request-1'))).rejects.toMatchObject({ status: 409 });

    expect(await store.get(other.id)).toBeUndefined();
  });

  it('are made anew a day later, whether DynamoDB has deleted the old request or not', async () => {
    const later = make(now + 25 * 3_600_000);
    await store.create(make(), sender('request-of-a-day'));

    await store.create(later, sender('request-of-a-day'));

    expect(await store.get(later.id, { consistent: true })).toEqual(later);
  });

  it('change their secrets once for a request that is sent twice', async () => {
    const endpoint = make();
    await store.create(endpoint, sender());
    const rotate = async (secret: string, request: string) => {
      const read = (await store.get(endpoint.id, { consistent: true })) ?? endpoint;
      return store.setSecrets(read, [secret, ...read.secrets].slice(0, 2), {
        sender: sender(request),
        now,
      });
    };
    const { secrets } = await rotate('one', 'request-1');

    await expect(rotate('two', 'request-1')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('was made before'),
    });

    expect((await store.get(endpoint.id, { consistent: true }))?.secrets).toEqual(secrets);
    expect((await rotate('two', 'request-2')).secrets).toEqual(['two', 'one']);
  });

  it('take new secrets from one of two who rotate at once', async () => {
    const endpoint = make();
    await store.create(endpoint, sender());
    const rotate = (secret: string) => store.setSecrets(endpoint, [secret, ...endpoint.secrets], plainly);

    const outcomes = await Promise.allSettled([rotate('one'), rotate('two')]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409 } });
    expect(await store.get(endpoint.id)).toMatchObject({ version: 2 });
    await expect(store.setSecrets({ ...make(), secrets: [] }, ['x'], plainly)).rejects.toMatchObject({
      status: 404,
    });
  });
});

onEachEngine('chat links', ({ tables }) => {
  const store = new LinkStore({
    identities: tables.Identities,
    customers: tables.Customers,
    activity: tables.Activity,
    program: tables.Program,
  });
  let chat = '';
  let count = 0;
  beforeEach(() => {
    count += 1;
    chat = `telegram#${count}`;
  });
  const aCustomer = async () => {
    const id = newId('cus', now);
    await tables.Customers.put({ pk: id, createdAt: at, updatedAt: at, profile: {}, consents: {}, ids: {} });
    return id;
  };
  const join = (customerId: string, over: object = {}) =>
    store.join({ customerId, account: chat, token: `t-${customerId}`, at, source: 'hook_1', ...over });
  const owner = async () => (await tables.Identities.get({ pk: chat }, { consistent: true }))?.customerId;
  const trace = (customerId: string) =>
    tables.Activity.get({ pk: customerId, sk: `identity#${chat}` }, { consistent: true });

  it('join a chat to a customer, and the same again changes nothing', async () => {
    const me = await aCustomer();

    expect([await join(me), await join(me, { at: '2026-10-06T09:00:00.000Z' })]).toEqual([
      'joined',
      'joined',
    ]);

    expect(await owner()).toBe(me);
    expect(await tables.Identities.get({ pk: chat }, { consistent: true })).toMatchObject({ createdAt: at });
    expect(await trace(me)).toMatchObject({ kind: 'identity', id: chat, source: 'hook_1' });
  });

  it('move a chat that wrote before it was known, with the trace that erasure follows', async () => {
    const [chatOnly, me] = [await aCustomer(), await aCustomer()];
    await join(chatOnly);

    expect(await join(me)).toBe('joined');

    expect(await owner()).toBe(me);
    expect([await trace(chatOnly), (await trace(me))?.id]).toEqual([undefined, chat]);
  });

  it('are used up by the first chat', async () => {
    const me = await aCustomer();
    await join(me, { token: 'once' });

    expect(await join(me, { token: 'once', account: 'telegram#somebody-else' })).toBe('used');

    expect(await tables.Identities.get({ pk: 'telegram#somebody-else' })).toBeUndefined();
  });

  it('lead to the customer that theirs was merged into', async () => {
    const [loser, winner] = [await aCustomer(), await aCustomer()];
    await tables.Customers.put({ pk: loser, createdAt: at, updatedAt: at, mergedInto: winner });

    expect(await join(loser)).toBe('joined');

    expect(await owner()).toBe(winner);
  });

  it('lead nowhere when the customer is gone', async () => {
    expect(await join(newId('cus', now))).toBe('gone');

    expect(await owner()).toBeUndefined();
  });

  it('race for a chat to one owner, never to half of two', async () => {
    const people = await Promise.all([aCustomer(), aCustomer(), aCustomer()]);

    expect(await Promise.all(people.map((id) => join(id)))).toEqual(['joined', 'joined', 'joined']);

    const winner = await owner();
    const traced = await Promise.all(people.map(async (id) => ((await trace(id)) ? [id] : [])));
    expect(traced.flat()).toEqual([winner]);
  });
});
