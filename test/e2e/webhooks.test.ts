// Webhooks against a deployed stack: raw bytes through the gateway, the queue and the log to the customer.
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { apiAt, bearer } from '../../infra/local/api.ts';
import { useEmulator } from '../../infra/local/environment.ts';
import { createOwner } from '../../infra/local/owner.ts';
import { fixture, samples, secretsOf, sign, variant } from '../support/webhooks.ts';

const stack = inject('stack');
const api = apiAt(stack.apiUrl);
const [secret] = secretsOf.shopify;

/** Asks until the answer is there: the queue and the stream take their time. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 240; tries += 1) {
    const found = await ask();
    if (found !== undefined) return found;
    await wait(500);
  }
  throw new Error('it did not come');
}

describe('a web shop on a deployed stack', () => {
  let authorization = '';
  let path = '';
  const bytes = fixture('shopify-order.json');

  beforeAll(async () => {
    useEmulator(stack.port);
    const owner = await createOwner(stack.outputs, 'webhooks@example.com');
    authorization = bearer(await owner.token());
    const body = { source: 'shopify', name: 'web shop', secret };
    const made = (await api.call('POST', '/v1/hooks', authorization, body)) as { id: string };
    path = `/v1/hooks/shopify/${made.id}`;
  });

  const send = (over: { body?: Buffer; signedBody?: Buffer; topic?: string } = {}) =>
    fetch(`${stack.apiUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...samples.shopify.headers,
        ...(over.topic && { 'x-shopify-topic': over.topic }),
        ...sign.shopify(over.signedBody ?? bytes, secret, Date.now()),
      },
      body: over.body ?? bytes,
    });
  const customer = async () => {
    const { data } = (await api.call('GET', '/v1/customers?query=abebe@example.com', authorization)) as {
      data: { id: string }[];
    };
    return data[0]?.id;
  };

  it('has its order counted once, however often it is sent', async () => {
    const statuses = [await send(), await send({ topic: 'orders/create' }), await send()].map(
      ({ status }) => status,
    );

    expect(statuses).toEqual([200, 200, 200]);
    // Another order behind them: once it is counted, they have been.
    const next = variant('shopify-order.json', ['900719925474099301', '900719925474099302']);
    expect((await send({ body: next, signedBody: next })).status).toBe(200);
    const id = await eventually(customer);
    const orders = await eventually(async () => {
      const found = (await api.call('GET', `/v1/customers/${id}`, authorization)) as {
        purchases?: { orders: number } | null;
      };
      const count = found.purchases?.orders ?? 0;
      return count > 1 ? count : undefined;
    });
    expect(orders).toBe(2);
  });

  it('is refused when one byte is another', async () => {
    const body = Buffer.from(bytes.toString('utf8').replace('1250.50', '1250.51'));

    expect((await send({ body })).status).toBe(401);
  });

  it('finds what could not be used in the list of rejected events', async () => {
    expect((await send({ topic: 'refunds/create' })).status).toBe(200);

    const found = await eventually(async () => {
      const { data } = (await api.call('GET', '/v1/ingest/rejected', authorization)) as {
        data: { source: string; reasons: { detail: string }[] }[];
      };
      return data.find(({ source }) => path.endsWith(source));
    });
    expect(found.reasons[0]?.detail).toContain('orders/updated');
  });

  it('gets a new secret and keeps the old one for now', async () => {
    const rotated = `${path.replace('/shopify', '')}/rotate`;
    const next = { secret: secretsOf.shopify[1] };

    expect(await api.call('POST', rotated, authorization, next)).toMatchObject({ secrets: 2 });

    expect((await send()).status).toBe(200);
  });

  it('of Facebook is given its challenge back', async () => {
    const made = (await api.call('POST', '/v1/hooks', authorization, {
      source: 'facebook',
      name: 'page',
    })) as {
      id: string;
      verifyToken: string;
    };
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': made.verifyToken,
      'hub.challenge': '42',
    });

    const answer = await fetch(`${stack.apiUrl}/v1/hooks/facebook/${made.id}?${query}`);

    expect([answer.status, await answer.text()]).toEqual([200, '42']);
  });
});
