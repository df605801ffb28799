// Files on a deployed stack: announce, upload by link, dry run, take in, and take everything away again.
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Api, apiAt, bearer } from '../../infra/local/api.ts';
import { useEmulator } from '../../infra/local/environment.ts';
import { createOwner } from '../../infra/local/owner.ts';

const stack = inject('stack');

// biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client would, without types
type Answer = any;

describe('files on a deployed stack', () => {
  let ask: (method: string, path: string, body?: unknown) => Promise<Answer>;

  beforeAll(async () => {
    useEmulator(stack.port);
    const api: Api = apiAt(stack.apiUrl);
    const owner = await createOwner(stack.outputs, 'files-owner@example.com');
    const token = bearer(await owner.token());
    ask = (method, path, body) => api.call(method, path, token, body);
  });

  async function until(path: string, state: string): Promise<Answer> {
    for (let tries = 0; tries < 300; tries += 1) {
      const answer = await ask('GET', path);
      if (answer.state === state) return answer;
      if (['failed', 'unusable'].includes(answer.state)) throw new Error(JSON.stringify(answer));
      await wait(500);
    }
    throw new Error(`${path} never became ${state}`);
  }

  it('come in by a link, are tried, taken in, and come out again', async () => {
    const file = Buffer.from(
      '\uFEFFየደረሰኝ ቁጥር;ቀን;ብር;ደንበኛ;ስም\nFILE-1;1/1/2017;1.250,50;file-buyer;አበበ በቀለ\nFILE-2;soon;5;file-buyer;አበበ በቀለ\n',
    );
    const options = { calendar: 'ethiopic' };
    const announced = { kind: 'purchases', fileName: 'sales.csv', format: 'csv', size: file.length, options };
    const created = await ask('POST', '/v1/imports', announced);
    const put = await fetch(created.upload.url, { method: 'PUT', body: file });
    expect(put.status).toBe(200);

    await ask('POST', `/v1/imports/${created.id}/dry-run`, {});
    const tried = await until(`/v1/imports/${created.id}`, 'checked');
    expect(tried.counts).toMatchObject({ rows: 2, taken: 1, refused: 1, newCustomers: 1 });
    expect(tried.preview.mapping).toMatchObject({ orderId: 'የደረሰኝ ቁጥር', amount: 'ብር' });
    const errors = await (await fetch(tried.errorsUrl)).text();
    expect(errors).toContain('3,ቀን,row not taken');

    await ask('POST', `/v1/imports/${created.id}/start`, {});
    const done = await until(`/v1/imports/${created.id}`, 'done');
    expect(done.counts).toMatchObject({ taken: 1, orders: 1 });
    expect(done.progress).toEqual({ rows: 2, chunks: 1, chunksDone: 1 });

    const asked = await ask('POST', '/v1/exports', { what: 'everything', format: 'jsonl' });
    const exported = await until(`/v1/exports/${asked.id}`, 'done');
    const urlOf = (content: string) =>
      exported.files.find((made: Answer) => made.content === content).url as string;
    const lines = async (content: string): Promise<Answer[]> =>
      (await (await fetch(urlOf(content))).text())
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    const order = (await lines('activity')).find(({ order }) => order?.orderId === 'FILE-1');
    expect(order).toMatchObject({
      at: '2024-09-11T09:00:00.000Z',
      order: { amount: 125_050 },
      event: { event: 'Order Completed', userId: 'file-buyer' },
    });
    const customers = await lines('customers');
    expect(customers.find(({ customerId }) => customerId === order.customerId)).toMatchObject({
      ids: { user: 'file-buyer' },
    });
  });
});
