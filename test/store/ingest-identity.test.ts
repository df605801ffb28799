import { beforeEach, expect, it } from 'vitest';
import type { Claim } from '../../shared/customers/identity.ts';
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { onEachEngine } from '../support/engines.ts';

const AT = Date.parse('2026-10-05T09:00:00Z');

onEachEngine('the identity store', ({ tables, documents }) => {
  let test = 0;
  let me = '';
  const store = new IdentityStore({
    identities: tables.Identities,
    customers: tables.Customers,
    activity: tables.Activity,
  });
  const resolve = (...claims: Claim[]) => store.resolve(claims, AT, 'key_1');
  const customer = (pk: string | undefined) => tables.Customers.get({ pk: pk ?? '' }, { consistent: true });
  const linked = async (pk: string) => {
    const sks: string[] = [];
    const items = tables.Activity.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':pk': pk, ':kind': 'identity#' },
    });
    for await (const { sk } of items) sks.push(String(sk));
    return sks;
  };

  beforeEach(() => {
    test += 1;
    me = `person-${test}`;
  });

  it('makes a customer at once, with their identities and the links that erasure follows', async () => {
    const [id = ''] = await resolve({ ids: { user: me, email: `${me}@example.com`, anon: `${me}-a` } });

    expect(await customer(id)).toEqual({
      pk: id,
      createdAt: '2026-10-05T09:00:00.000Z',
      updatedAt: '2026-10-05T09:00:00.000Z',
      profile: {},
      consents: {},
      ids: { user: me, email: `${me}@example.com` },
    });
    expect(await linked(id)).toEqual([
      `identity#anon#${me}-a`,
      `identity#email#${me}@example.com`,
      `identity#user#${me}`,
    ]);
  });

  it('finds the same customer again, by any of the ids', async () => {
    const [id] = await resolve({ ids: { user: me, anon: `${me}-a` } });

    expect(await resolve({ ids: { anon: `${me}-a` } }, { ids: { user: me } })).toEqual([id, id]);
  });

  it('makes one customer of the first events of one person, however many arrive at once', async () => {
    const many = await Promise.all(
      Array.from({ length: 12 }, (_, index) => resolve({ ids: { user: me, anon: `${me}-${index % 4}` } })),
    );

    expect(new Set(many.flat()).size).toBe(1);
    expect(await linked(many[0]?.[0] ?? '')).toHaveLength(5);
  });

  it('lets one of several users of a shared device have it, and nobody be two', async () => {
    const [first = ''] = await resolve({ ids: { anon: me } });
    const users = Array.from({ length: 8 }, (_, index) => `${me}-u${index}`);

    const ids = (await Promise.all(users.map((user) => resolve({ ids: { user, anon: me } })))).flat();

    expect(new Set(ids).size).toBe(8);
    expect(ids).toContain(first);
    const owners = await Promise.all(ids.map(async (id) => (await customer(id))?.ids));
    expect(owners).toEqual(users.map((user) => ({ user })));
  });

  it('adds strong ids to a known customer and keeps the first of each kind', async () => {
    const [id] = await resolve({ ids: { user: me, email: `${me}@example.com` } });

    await resolve({ ids: { user: me, email: `${me}@example.org`, phone: '+251911000001' } });

    expect((await customer(id))?.ids).toEqual({
      user: me,
      email: `${me}@example.com`,
      phone: '+251911000001',
    });
    expect(await resolve({ ids: { email: `${me}@example.org` } })).toEqual([id]);
  });

  it('opens more customers in one request than one look-up or transaction takes', async () => {
    const claims = Array.from({ length: 120 }, (_, index) => ({ ids: { user: `${me}-${index}` } }));

    const ids = await resolve(...claims, ...claims);

    expect(new Set(ids).size).toBe(120);
    expect(ids.slice(120)).toEqual(ids.slice(0, 120));
  });

  it('makes one customer of each of many new people, however many requests bring them at once', async () => {
    // Each request brings them in another order, so that those it writes together meet parts of many of the others.
    const crowd = (step: number) =>
      Array.from({ length: 30 }, (_, index) => {
        const who = `${me}-${(index * step) % 30}`;
        return { ids: { user: who, email: `${who}@example.com` } };
      });

    const answers = await Promise.all([1, 7, 11, 13].map((step) => resolve(...crowd(step))));

    expect(new Set(answers.flat()).size).toBe(30);
    const owners = await Promise.all((answers[0] ?? []).map(async (id) => [id, (await customer(id))?.ids]));
    expect(owners).toEqual(crowd(1).map(({ ids }, index) => [answers[0]?.[index], ids]));
  });

  it('of people written together takes nobody along when one of them is somebody else’s by now', async () => {
    const people = Array.from({ length: 9 }, (_, index) => ({ ids: { user: `${me}-${index}` } }));
    const [taken] = await resolve({ ids: { user: `${me}-4` } });
    const behind = Object.assign(Object.create(tables.Identities), {
      // The first look is eventually consistent: it may not see what has just been written.
      getMany: async (keys: { pk: string }[], options: { consistent?: boolean }) =>
        (await tables.Identities.getMany(keys, options)).filter(
          ({ pk }) => options.consistent || pk !== `user#${me}-4`,
        ),
    });
    const late = new IdentityStore({
      identities: behind,
      customers: tables.Customers,
      activity: tables.Activity,
    });

    const ids = await late.resolve(people, AT, 'key_1');

    expect(new Set(ids).size).toBe(9);
    expect(ids[4]).toBe(taken);
    expect(await resolve(...people)).toEqual(ids);
    const made = await Promise.all(ids.map(async (id) => (await customer(id))?.ids));
    expect(made).toEqual(people.map(({ ids: { user } }) => ({ user })));
  });

  it('opens many customers with few requests', async () => {
    let writes = 0;
    const count = { step: 'initialize', name: 'count' } as const;
    documents.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'TransactWriteItemsCommand') writes += 1;
        return next(args);
      },
      count,
    );

    await resolve(...Array.from({ length: 100 }, (_, index) => ({ ids: { user: `${me}-${index}` } })));
    documents.middlewareStack.remove(count.name);

    expect(writes).toBeLessThanOrEqual(10);
  });

  it('links very many ids to one customer', async () => {
    const claims = Array.from({ length: 95 }, (_, index) => ({ ids: { user: me, anon: `${me}-${index}` } }));

    const [id = ''] = await resolve(...claims);

    expect(await linked(id)).toHaveLength(96);
  });
});
