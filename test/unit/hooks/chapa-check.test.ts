// Asking Chapa whether a payment is real, against a server on this machine.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPayment } from '../../../shared/hooks/chapa-check.ts';

let server: Server;
let url = '';
let answer: { status: number; body: unknown } = { status: 200, body: {} };
const seen: { path: string | undefined; authorization: string | undefined }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({ path: request.url, authorization: request.headers.authorization });
    response.writeHead(answer.status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const payment = { reference: 'order/47 12', total: '400.00', currency: 'ETB' };
const ask = (status: number, body: unknown) => {
  answer = { status, body };
  return checkPayment(payment, { url, apiKey: 'CHASECK-test', fetch });
};
const found = (data: object) => ({
  status: 'success',
  data: { status: 'success', amount: 400, currency: 'ETB', ...data },
});

it('lets a payment count that Chapa confirms, asked by its reference with the key', async () => {
  expect(await ask(200, found({}))).toBeUndefined();
  expect(await ask(200, found({ amount: '400.00', currency: 'etb' }))).toBeUndefined();
  expect(seen.at(-1)).toEqual({
    path: '/v1/transaction/verify/order%2F47%2012',
    authorization: 'Bearer CHASECK-test',
  });
});

it.each([
  [200, found({ status: 'pending' }), 'does not confirm'],
  [200, found({ amount: 40 }), 'another amount'],
  [200, found({ currency: 'USD' }), 'another amount'],
  [200, { status: 'failed', data: null }, 'does not confirm'],
  [404, { message: 'Invalid transaction' }, 'does not know'],
])('keeps out what is answered by %i %j', async (status, body, reason) => {
  expect((await ask(status, body))?.detail).toContain(reason);
});

it.each([
  [401, {}],
  [429, {}],
  [500, {}],
  [302, {}],
  [200, 'not what was promised'],
])('is asked again when Chapa answers %i %j', async (status, body) => {
  await expect(ask(status, body)).rejects.toThrow();
});
