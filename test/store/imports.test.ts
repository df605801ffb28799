// Files down the same road as tracked events, with real conditions underneath: twice, in pieces, after a crash, beside tracking.
import { expect, it } from 'vitest';
import { errorsKey, Preview, previewKey, uploadKey } from '../../shared/imports/schema.ts';
import { finish } from '../../shared/imports/steps/finish.ts';
import { work } from '../../shared/imports/steps/work.ts';
import { unpackBody } from '../../shared/ingest/body.ts';
import { distinctOrders, type LoggedOrder } from '../../shared/ingest/orders.ts';
import { takeEvents } from '../../shared/ingest/take-in.ts';
import { onEachEngine } from '../support/engines.ts';
import { ImportWorld } from '../support/import-run.ts';
import { aWorkbook } from '../support/workbook.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const LATER = NOW + 3_600_000;
const DAY = 86_400_000;
let count = 0;
/** Ids of a test's own: the tables are shared. */
const prefix = () => {
  count += 1;
  return `T${count}`;
};

onEachEngine('imports', ({ tables }) => {
  const world = new ImportWorld(tables);
  const customerOf = async (key: string) =>
    (await tables.Identities.get({ pk: key }, { consistent: true }))?.customerId as string | undefined;
  const logOf = async (key: string) => {
    const entries: Record<string, unknown>[] = [];
    const items = tables.Activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': await customerOf(key) },
      ConsistentRead: true,
    });
    for await (const { receivedAt: _, ...item } of items) if (item.kind !== 'identity') entries.push(item);
    return entries;
  };
  const kinds = async (key: string) => (await logOf(key)).map(({ kind }) => kind);
  const inFull = async (kind: 'customers' | 'purchases', text: string, now = NOW) =>
    world.run(await world.upload(kind, text, now), 'start', now);

  it('say in a dry run what would come of the file, and write nothing about anybody', async () => {
    const id = prefix();
    await inFull('customers', `id,name\n${id}-old,Sara\n`);
    const upload = await world.upload('customers', `id,ስም\n${id}-old,Sara\n${id}-new,አበበ\nguest,x\n`, NOW);

    const row = await world.run(upload, 'dry-run', NOW);

    expect(row).toMatchObject({ state: 'checked', rows: 3, chunks: 1, hasErrors: true });
    expect(row.counts).toMatchObject({ taken: 2, refused: 1, knownCustomers: 1, newCustomers: 1 });
    expect(await customerOf(`user#${id}-new`)).toBeUndefined();
    expect(world.files.text(errorsKey(row.folder ?? '', 'dry-run'))).toContain('4,,row not taken,');
    expect(await world.files.get(previewKey(row.folder ?? ''), Preview)).toMatchObject({
      header: ['id', 'ስም'],
      mapping: { id: 'id', name: 'ስም' },
    });
  });

  it('hint in a dry run that the calendar is another, and show how rows were read', async () => {
    const id = prefix();
    const text = `date,amount,id\n22/1/2019,"1,250.50",${id}\nsoon,90 ብር,${id}\n`;
    const asked = (calendar: 'gregorian' | 'ethiopic') =>
      world.upload('purchases', text, NOW, { options: { calendar } });

    const doubted = await world.run(await asked('gregorian'), 'dry-run', NOW);
    const right = await world.run(await asked('ethiopic'), 'dry-run', NOW);

    expect(doubted.hints).toEqual([expect.stringContaining('22 January 2019')]);
    expect(right.hints).toEqual([]);
    expect((await world.files.get(previewKey(right.folder ?? ''), Preview))?.read).toEqual([
      { date: '2026-10-02', amount: '1250.5 ETB' },
      { amount: '90 ETB' },
    ]);
  });

  it('say in a dry run how many people there are, in how many chunks ever they buy', async () => {
    const id = prefix();
    await inFull('customers', `id,phone\n${id}-0,+251911${String(count).padStart(6, '0')}\n`);
    const buys = Array.from({ length: 5_100 }, (_, n) => `${id}-${n % 3},,2026-11-20,${n + 1}`);
    const byPhone = `,+251911${String(count).padStart(6, '0')},2026-11-20,9`;
    const upload = await world.upload(
      'purchases',
      ['id,phone,date,amount', ...buys, byPhone].join('\n'),
      NOW,
    );

    const row = await world.run(upload, 'dry-run', NOW);

    expect(row).toMatchObject({ chunks: 2, counts: { taken: 5_101, knownCustomers: 1, newCustomers: 2 } });
  });

  it('of the same file change nothing the second time, also as another upload', async () => {
    const id = prefix();
    const text = `date,amount,customer,name\n2026-11-20,50,${id},Abebe\n2026-11-20,50,${id},Abebe\n2026-11-21,7,${id},Abebe\n`;
    const upload = await world.upload('purchases', text, NOW);

    const first = await world.run(upload, 'start', NOW);
    const log = await logOf(`user#${id}`);
    await world.run(upload, 'start', LATER);
    await inFull('purchases', text.replaceAll(',', ';'), LATER);

    expect(first).toMatchObject({ state: 'done', counts: { taken: 3, orders: 3 } });
    expect(log.map(({ kind }) => kind).sort()).toEqual(['identify', 'purchase', 'purchase', 'purchase']);
    expect(await logOf(`user#${id}`)).toEqual(log);
  });

  it('change no number when one more column is mapped or a name is mended: it is the same sale', async () => {
    const id = prefix();
    const file = (name: string) =>
      `id,date,amount,refunded,what,name\n${id},2026-11-20,50,,tea,${name}\n${id},2026-11-20,50,,milk,${name}\n${id},2026-11-21,80,30,tea,${name}\n`;
    const upload = await world.upload('purchases', file('Abebe'), NOW);
    const sales = async () =>
      (await logOf(`user#${id}`)).flatMap(({ kind, sk, order }) =>
        kind === 'identify' ? [] : [{ sk, order }],
      );
    await world.run(upload, 'start', NOW);
    const before = await sales();

    await world.run(upload, 'start', LATER, { product: 'what' });
    await inFull('purchases', file('አበበ'), LATER);

    expect(before.map(({ order }) => (order as { amount: number }).amount).sort()).toEqual([
      3_000, 5_000, 5_000, 8_000,
    ]);
    expect((await sales()).map(({ sk }) => sk)).toEqual(before.map(({ sk }) => sk));
  });

  it('of orders with what was given back count it once, and as the newest file says', async () => {
    const id = prefix();
    const order = (refunded: number) => `A-${id},2026-11-20,100,${refunded},${id}\n`;
    const file = (...rows: string[]) => `order id,date,amount,refunded,id\n${rows.join('')}`;
    const refunds = async () =>
      (await logOf(`user#${id}`)).filter(({ kind }) => kind === 'refund').map(({ order }) => order);

    await inFull('purchases', file(order(30), order(30)));
    const first = await refunds();
    await inFull('purchases', file(order(50)), LATER);

    expect(first).toEqual([expect.objectContaining({ orderId: `A-${id}`, amount: 3_000 })]);
    expect(await refunds()).toEqual([expect.objectContaining({ orderId: `A-${id}`, amount: 5_000 })]);
  });

  it('of people who have no date of their own change nothing the second time either', async () => {
    const id = prefix();
    const text = `id,name,consent\n${id},Abebe,no\n`;
    await inFull('customers', text);
    const log = await logOf(`user#${id}`);

    await inFull('customers', text, LATER);
    // By then ingest takes a message of that id for a new one.
    await inFull('customers', text, NOW + 400 * DAY);

    expect(log.map(({ kind }) => kind).sort()).toEqual(['consent', 'identify']);
    expect(await logOf(`user#${id}`)).toEqual(log);
  });

  it('of an order that was tracked too give the log one order id, which counts once', async () => {
    const id = prefix();
    const tracked = {
      type: 'track',
      event: 'Order Completed',
      userId: id,
      messageId: `m-${id}`,
      timestamp: '2026-11-20T08:00:00Z',
      properties: { order_id: `A-${id}`, total: 50 },
    };
    const rules = { keyKind: 'server' as const, currency: 'ETB', country: 'ET' };
    const envelope = { context: {}, sentAt: undefined, receivedAt: NOW };
    await takeEvents([tracked], { envelope, rules, source: 'key_1', now: NOW }, world.parts.log);

    await inFull('purchases', `order id,date,amount,id\nA-${id},20/11/2026,50,${id}\n`);

    const orders = (await logOf(`user#${id}`)).filter(({ kind }) => kind === 'purchase');
    expect(orders.map(({ order }) => order)).toEqual([
      expect.objectContaining({ orderId: `A-${id}`, amount: 5_000 }),
      expect.objectContaining({ orderId: `A-${id}`, amount: 5_000 }),
    ]);
  });

  it('add up the lines of an order in whatever chunks they are, once, also when it was tracked', async () => {
    const id = prefix();
    const order = (n: number) => `${id}-${n % 2_600},2026-11-20,${n + 0.5},${id}-C`;
    const rows = Array.from({ length: 5_200 }, (_, n) => order(n));
    const text = ['order id,date,amount,id', ...rows].join('\n');
    const options = { rows: 'lines' as const };
    const tracked = {
      type: 'track',
      event: 'Order Completed',
      userId: `${id}-C`,
      messageId: `m-${id}`,
      timestamp: '2026-11-20T08:00:00Z',
      properties: { order_id: `${id}-7`, total: 2_615 },
    };
    const rules = { keyKind: 'server' as const, currency: 'ETB', country: 'ET' };
    const envelope = { context: {}, sentAt: undefined, receivedAt: NOW };
    await takeEvents([tracked], { envelope, rules, source: 'key_1', now: NOW }, world.parts.log);

    const tried = await world.run(await world.upload('purchases', text, NOW, { options }), 'dry-run', NOW);
    const taken = await world.run(await world.upload('purchases', text, NOW, { options }), 'start', NOW);
    const log = await logOf(`user#${id}-C`);
    await world.run(await world.upload('purchases', text, LATER, { options }), 'start', LATER);

    const counts = { rows: 5_200, taken: 5_200, refused: 0, orders: 2_600, repeated: 0 };
    expect([tried, taken]).toMatchObject([
      { chunks: 2, counts: { ...counts, newCustomers: 0, knownCustomers: 1 } },
      { counts },
    ]);
    expect(await logOf(`user#${id}-C`)).toEqual(log);
    const { purchases } = distinctOrders(log as unknown as LoggedOrder[]);
    expect(purchases).toHaveLength(2_600);
    expect(purchases.reduce((sum, { order: { amount } }) => sum + amount, 0)).toBe(
      rows.reduce((sum, _, n) => sum + n * 100 + 50, 0),
    );
    expect(purchases.find(({ order: { orderId } }) => orderId === `${id}-7`)?.id).toBe(`m-${id}`);
  });

  it.each(['2026-11-19', '2026-11-21'])(
    'mend an order of which only a row of %s was taken, once the file is taken as lines',
    async (date) => {
      const id = prefix();
      const text = `order id,date,amount,id\nA${id},${date},5,${id}\nA${id},2026-11-20,6,${id}\n`;
      const amounts = async () =>
        distinctOrders((await logOf(`user#${id}`)) as unknown as LoggedOrder[]).purchases.map(
          ({ order }) => order.amount,
        );

      await inFull('purchases', text);
      const first = await amounts();
      const asLines = await world.upload('purchases', text, LATER, { options: { rows: 'lines' } });
      await world.run(asLines, 'start', LATER);

      expect([first, await amounts()]).toEqual([[500], [1_100]]);
    },
  );

  it('hint that rows are lines where order ids come again with other values', async () => {
    const id = prefix();
    const text = `order id,date,amount,id\nA${id},2026-11-20,5,${id}\nA${id},2026-11-20,6,${id}\n`;
    const hints = async (rows: 'orders' | 'lines') =>
      (await world.run(await world.upload('purchases', text, NOW, { options: { rows } }), 'dry-run', NOW))
        .hints;

    expect(await hints('orders')).toEqual([expect.stringMatching(/^1 of 2 rows .* rows: lines\.$/)]);
    expect(await hints('lines')).toEqual([]);
  });

  it('cut a large file into chunks that can crash, be repeated and be resumed', async () => {
    const id = prefix();
    const lines = Array.from(
      { length: 5_200 },
      (_, i) => `${id}-${i},2026-11-${String((i % 20) + 1).padStart(2, '0')},${i + 1},${id}-${i % 3}`,
    );
    const upload = await world.upload('purchases', `order id,date,amount,id\n${lines.join('\r\n')}`, NOW);
    const planned = await world.plan(upload, 'start', NOW);
    expect(planned.tasks).toHaveLength(2);
    const [big, small] = planned.tasks;
    if (!big || !small) throw new Error('no tasks');

    // The worker dies behind its writes: its result is missing, so the chunk is done again.
    const dead = {
      ...world.parts,
      objects: { ...bound(world.files), put: () => Promise.reject(new Error('died')) },
    };
    await expect(work(dead, small)).rejects.toThrow('died');
    await expect(finish(world.parts, planned, NOW)).rejects.toThrow('was not worked');
    await work(world.parts, small);
    await work(world.parts, big);
    await work(world.parts, big);
    await finish(world.parts, planned, NOW);

    const row = await world.store.get(upload);
    expect(row).toMatchObject({ state: 'done', counts: { rows: 5_200, taken: 5_200 } });
    expect(row?.done).toEqual(new Set([0, 1]));
    const perCustomer = await Promise.all([0, 1, 2].map((n) => kinds(`user#${id}-${n}`)));
    expect(perCustomer.flat().filter((kind) => kind === 'purchase')).toHaveLength(5_200);
  });

  it('find equal rows and clashing orders wherever in the file they stand', async () => {
    const id = prefix();
    const text = `order id,date,amount,id\nA${id},2026-11-01,5,${id}\nA${id},2026-11-01,5,${id}\nA${id},2026-11-01,6,${id}\n,2026-11-02,1,${id}\n,2026-11-02,1,${id}\n`;

    const { counts } = await inFull('purchases', text);

    expect(counts).toMatchObject({ rows: 5, taken: 4, refused: 1, repeated: 1 });
    expect((await kinds(`user#${id}`)).filter((kind) => kind === 'purchase')).toHaveLength(3);
  });

  it('say in a dry run which consents a newer withdrawal overrules', async () => {
    const id = prefix();
    await inFull('customers', `id,email\n${id},${id}@example.com\n`);
    const pk = await customerOf(`user#${id}`);
    const at = '2026-06-01T00:00:00.000Z';
    const consents = { 'email:marketing': { status: 'withdrawn', source: 'unsubscribe-link', at } };
    await tables.Customers.update({
      Key: { pk: pk ?? '' },
      UpdateExpression: 'SET consents = :consents',
      ExpressionAttributeValues: { ':consents': consents },
    });
    const file = (date: string) =>
      `email,consent,consent source,consent date\n${id}@example.com,yes,form,${date}\n`;
    const outdated = async (date: string) =>
      (await world.run(await world.upload('customers', file(date), NOW), 'dry-run', NOW)).counts
        ?.consentsOutdated;

    expect(await outdated('2026-05-31')).toBe(1);
    expect(await outdated('2026-06-02')).toBe(0);
  });

  it('take a workbook, an old Excel text file and Ethiopian dates', async () => {
    const id = prefix();
    const book = aWorkbook({
      1: ['customer', 'date', 'amount', 'ስልክ'],
      3: [`${id}-x`, 45546, 12.5, 911223344],
    });
    const workbook = await world.upload('purchases', book, NOW, { format: 'xlsx' });
    const utf16 = Buffer.from(`\uFEFFደንበኛ\tቀን\tብር\n${id}-u\t1/1/2017\t12,50\n`, 'utf16le');
    const text = await world.upload('purchases', utf16, NOW, { options: { calendar: 'ethiopic' } });

    const one = await world.run(workbook, 'start', NOW);
    const other = await world.run(text, 'start', NOW);

    expect([one.state, one.counts?.taken, other.state, other.counts?.taken]).toEqual(['done', 1, 'done', 1]);
    expect(await customerOf('phone#+251911223344')).toBe(await customerOf(`user#${id}-x`));
    for (const key of [`user#${id}-x`, `user#${id}-u`]) {
      const [order] = (await logOf(key)).filter(({ kind }) => kind === 'purchase');
      expect(order).toMatchObject({
        at: '2024-09-11T09:00:00.000Z',
        order: { amount: 1_250, currency: 'ETB' },
      });
    }
  });

  it('take the letters of old Windows also where they come late in the file', async () => {
    const id = prefix();
    const rows = `id,name,note\n${id}-first,Abebe,${'x'.repeat(70_000)}\n${id},Ren\u00e9e,\n`;

    await world.run(await world.upload('customers', Buffer.from(rows, 'latin1'), NOW), 'start', NOW);

    const [identified] = (await logOf(`user#${id}`)).filter(({ kind }) => kind === 'identify');
    expect(unpackBody(identified?.body as Uint8Array)).toMatchObject({ traits: { name: 'Ren\u00e9e' } });
  });

  it.each([
    ['', 'empty'],
    ['name,city\nAbebe,Adama\n', 'No column for id or email or phone'],
    ['id,name\n', 'no row'],
  ])('say why nothing can be done with %j', async (text, why) => {
    const row = await world.run(await world.upload('customers', text, NOW), 'dry-run', NOW);

    expect(row.state).toBe('unusable');
    expect(row.problems?.join()).toContain(why);
  });

  it('take in only the file that was tried: the link of the upload is still good for another', async () => {
    const id = prefix();
    const upload = await world.upload('customers', `id,name\n${id},Abebe\n`, NOW);
    await world.run(upload, 'dry-run', NOW);
    world.files.stored.set(uploadKey(upload, 'csv'), Buffer.from(`id,name\n${id}-x,Abebe\n`));

    const refused = await world.run(upload, 'start', NOW);
    const tried = await world.run(upload, 'dry-run', NOW);
    const taken = await world.run(upload, 'start', NOW);

    expect(refused).toMatchObject({ state: 'unusable', problems: [expect.stringContaining('try it again')] });
    expect([tried.state, taken.state]).toEqual(['checked', 'done']);
    expect([await customerOf(`user#${id}`), await customerOf(`user#${id}-x`)]).toEqual([
      undefined,
      expect.stringContaining('cus_'),
    ]);
  });

  it('that were never uploaded say so', async () => {
    const id = await world.upload('customers', 'id\n1\n', NOW);
    world.files.stored.clear();

    expect((await world.run(id, 'dry-run', NOW)).problems?.[0]).toContain('not been uploaded');
  });

  it('run once at a time; an overtaken run writes nothing into the row of the next', async () => {
    const id = await world.upload('customers', `id\n${prefix()}\n`, NOW);
    const first = await world.store.openRun(id, 'dry-run', undefined, NOW);
    const second = await world.store.openRun(id, 'start', undefined, NOW);
    await world.store.note({ importId: id, mode: 'start', attempt: 7 }, { state: 'failed' });

    expect(second).toMatchObject({ state: 'checking', mode: 'dry-run', attempt: first.attempt });
    expect(await world.store.get(id)).toMatchObject({ state: 'checking' });
  });

  it('can be started again when a run ended without a word', async () => {
    const id = await world.upload('customers', `id\n${prefix()}\n`, NOW);
    await world.store.openRun(id, 'start', undefined, NOW);

    const { attempt } = await world.store.openRun(id, 'start', undefined, NOW + 8 * 3_600_000);

    expect(attempt).toBe(2);
  });

  it('are listed newest first, page by page', async () => {
    const ids = [
      await world.upload('customers', 'id', NOW + 500 * DAY + 1),
      await world.upload('customers', 'id', NOW + 500 * DAY + 2),
    ];

    const first = await world.store.list(1, undefined);
    const second = await world.store.list(1, first.next ?? undefined);

    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(ids.reverse());
  });
});

const bound = (files: ImportWorld['files']) => ({
  get: files.get.bind(files),
  getBytes: files.getBytes.bind(files),
  putBytes: files.putBytes.bind(files),
});
