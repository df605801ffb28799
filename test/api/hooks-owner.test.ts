// What owners and support staff do with endpoints of webhooks.
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyToken } from '../../shared/hooks/secrets.ts';
import { aCustomerId } from '../support/factories.ts';
import { anEndpoint, dynamo, fresh, id, keyring, reset } from '../support/hook-door.ts';
import { aUser } from '../support/invoke.ts';

beforeEach(reset);

describe('an owner', () => {
  const owner = aUser('owner');
  const make = async (body: object) => (await fresh()).ask.post('/v1/hooks', { user: owner, body });

  it('gets the address to enter and the secret we made, once', async () => {
    const { status, json } = await make({ source: 'telegram', name: 'bot', botName: 'tamagn_bot' });

    expect(status).toBe(201);
    expect(json).toEqual({
      id: json.id,
      source: 'telegram',
      name: 'bot',
      url: `https://api.example.com/v1/hooks/telegram/${json.id}`,
      createdAt: '2026-10-05T09:00:00.000Z',
      secrets: 1,
      botName: 'tamagn_bot',
      asksSender: false,
      secret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    });
  });

  it('never gets back the secret of the sender, nor the API key', async () => {
    const secret = 'chapa-secret-hash-given';

    const { json } = await make({ source: 'chapa', name: 'x', secret, apiKey: 'CHASECK_TEST-0001' });

    expect(json).toMatchObject({ secret: null, secrets: 1, asksSender: true });
    expect(JSON.stringify(json)).not.toMatch(/given|CHASECK/);
  });

  it('gets Facebook’s verify token with the endpoint', async () => {
    const { json } = await make({ source: 'facebook', name: 'page' });

    expect(json).toMatchObject({ secret: null, secrets: 0, verifyToken: verifyToken(keyring, json.id) });
  });

  it.each([
    [{ source: 'telebirr', name: 'x' }, '/source'],
    [{ source: 'chapa', name: '' }, '/name'],
    [{ source: 'chapa', name: 'x', secret: 'short' }, '/secret'],
    [{ source: 'stripe', name: 'x', secret: 'sk_live_not_a_signing_secret' }, '/secret'],
    [{ source: 'stripe', name: 'x', botName: 'some_bot' }, '/botName'],
    [{ source: 'telegram', name: 'x', apiKey: 'CHASECK-1' }, '/apiKey'],
    [{ source: 'chapa', name: 'x', more: 1 }, ''],
  ])('is told what is wrong with %j', async (body, pointer) => {
    const { status, json } = await make(body);

    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ pointer }]);
  });

  it('is told which sender makes its secret itself when none is given for it', async () => {
    const app = await fresh(anEndpoint('stripe'));

    const { status, json } = await app.ask.post(`/v1/hooks/${id}/rotate`, { user: owner, body: {} });

    expect({ status, errors: json.errors }).toEqual({
      status: 400,
      errors: [{ pointer: '/secret', detail: 'copy it from stripe' }],
    });
  });
});

describe('a Telegram link', () => {
  const customer = aCustomerId();
  const ask = async () =>
    (await fresh()).ask.get(`/v1/customers/${customer}/telegram-link`, { user: aUser('support') });

  it('is for a customer that exists, and a bot that has a name', async () => {
    expect((await ask()).status).toBe(404);
    dynamo.on(GetCommand, { Key: { pk: customer } }).resolves({ Item: { pk: customer } });
    dynamo.on(QueryCommand).resolves({ Items: [] });
    expect((await ask()).json.detail).toContain('No Telegram endpoint');
    dynamo.on(QueryCommand).resolves({ Items: [{ pk: 'hooks', sk: id }] });
    dynamo.on(BatchGetCommand).resolves({
      Responses: { Program: [anEndpoint('telegram', { botName: 'tamagn_bot' })] },
    });

    const { status, json } = await ask();

    expect(status).toBe(200);
    expect(json.url).toMatch(/^https:\/\/t\.me\/tamagn_bot\?start=[A-Za-z0-9_-]{1,64}$/);
    expect(json.expiresAt).toBe('2026-11-04T09:00:00.000Z');
  });
});
