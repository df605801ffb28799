// What two senders need beyond a mapping: Telegram’s link to a customer, Chapa’s word on a payment.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { onEachEngine } from '../support/engines.ts';
import { HookSteps } from '../support/hook-steps.ts';
import { HooksWorld } from '../support/hooks-world.ts';
import { aUser } from '../support/invoke.ts';
import { variant } from '../support/webhooks.ts';

const world = new HooksWorld();

onEachEngine('a webhook', (engine) => {
  const { tables } = engine;
  const steps = new HookSteps(engine, world);

  beforeAll(() => steps.deploy());
  beforeEach(() => {
    world.mend();
    world.queue = [];
  });

  it('of Telegram joins its chat to the customer of the link, from that message on', async () => {
    const bot = await steps.endpoint('telegram', undefined, { botName: 'tamagn_bot' });
    const chat = String(5_560_000 + steps.next());
    const write = (text: string, message: string, from = chat) =>
      bot.send({
        bytes: variant(
          'telegram-message.json',
          ['5550001', from],
          ['"message_id":15', `"message_id":${message}`],
          ['ሰላም, is the coffee back?', text],
        ),
      });
    const { bytes, source } = steps.anOrder();
    await (await steps.endpoint('shopify')).send({ bytes });
    await steps.app.drain();
    const customerId = await steps.customerOf(source);
    await write('who is this?', '1');
    await steps.app.drain();
    expect(await steps.customerOf(`telegram#${chat}`)).not.toBe(customerId);

    const link = await steps.app.ask.get(`/v1/customers/${customerId}/telegram-link`, {
      user: aUser('support'),
    });
    expect(link.json.url).toBe(`https://t.me/tamagn_bot?start=${link.json.token}`);
    await write(`/start ${link.json.token}`, '2');
    await steps.app.drain();
    await write('it is me', '3');
    await write(`/start ${link.json.token}`, '4', '7770001');
    await steps.app.drain();

    expect(await steps.customerOf(`telegram#${chat}`)).toBe(customerId);
    const messages = (await steps.logOf(source))
      .filter(({ name }) => name === 'Message Received')
      .map(({ id }) => id);
    expect(messages).toEqual([`telegram:${chat}:2`, `telegram:${chat}:3`]);
    expect(await steps.customerOf('telegram#7770001')).not.toBe(customerId);
  });

  it('of Chapa with an API key counts only what Chapa confirms, and waits while it does not answer', async () => {
    const answers = [500, 404, 200];
    const server = createServer((_request, response) => {
      response.writeHead(answers.shift() ?? 500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: { status: 'success', amount: '400.00', currency: 'ETB' } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await steps.deploy({ CHAPA_URL: `http://127.0.0.1:${port}` });
    const chapa = await steps.endpoint('chapa', 'chapa-secret-hash-1', { apiKey: 'CHASECK_TEST-0001' });
    await chapa.send();
    const [message] = world.queue;

    const outcomes = [await steps.app.map(message), await steps.app.map(message)];
    const before = (await steps.rejectedOn()).filter((item) => item.source === chapa.id);
    const unseen = await tables.Identities.get({ pk: 'phone#+251911234567' }, { consistent: true });
    outcomes.push(await steps.app.map(message));
    await new Promise((resolve) => server.close(resolve));

    expect(outcomes.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 0, 0]);
    expect(before).toMatchObject([{ reasons: [{ detail: 'Chapa does not know this payment' }] }]);
    expect(unseen).toBeUndefined();
    expect((await steps.logOf('phone#+251911234567')).map(({ kind }) => kind)).toEqual([
      'identify',
      'purchase',
    ]);
  });
});
