// The mailer against servers that answer as SES does, or badly: one call each, and the right verdict.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Mailer } from '../../shared/platform/mailer.ts';

const mail = { to: 'a@example.com', subject: 's', html: 'h', text: 't', headers: [], tags: {} };
const sender = { name: 'Shop', address: 'shop@example.com', replyTo: '', configurationSet: 'set' };

let server: Server | undefined;
afterEach(() => server?.close());

async function sendingTo(listener: RequestListener) {
  let calls = 0;
  server = createServer((request, response) => {
    calls += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => {
    server?.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${port}`,
  });
  const { outcome } = await new Mailer(sender).send(mail);
  return { outcome, calls };
}

const answering =
  (status: number, body: string, error?: string): RequestListener =>
  (_request, response) => {
    const type = error && { 'x-amzn-errortype': error };
    response.writeHead(status, { 'content-type': 'application/json', ...type }).end(body);
  };

it.each<[string, string, RequestListener]>([
  ['sent', 'SES takes it', answering(200, '{"MessageId":"ses-1"}')],
  ['throttled', 'SES is asked too often', answering(429, '{}', 'TooManyRequestsException')],
  ['rejected', 'SES does not want it', answering(400, '{}', 'MessageRejected')],
  ['blocked', 'the role may not send', answering(403, '{}', 'AccessDeniedException')],
  ['unknown', 'SES fails', answering(500, '{}')],
  ['unknown', 'the answer makes no sense', answering(200, '<html>')],
  ['unknown', 'the connection breaks', (request) => request.socket.destroy()],
])('one call is %s when %s', async (outcome, _when, listener) => {
  expect(await sendingTo(listener)).toEqual({ outcome, calls: 1 });
});
