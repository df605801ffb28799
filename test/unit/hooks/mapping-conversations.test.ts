// What the payloads of chats, support desks and pages become in the log.
import { describe, expect, it } from 'vitest';
import { entries, mapped, person } from '../../support/webhook-mapping.ts';
import { fixture, variant } from '../../support/webhooks.ts';

describe('Telegram', () => {
  it('a message is from the chat, in the writer’s words', () => {
    const [who, message] = entries('telegram');

    expect(who).toMatchObject({ kind: 'identify', ids: { source: 'telegram#5550001' } });
    expect(message).toMatchObject({
      name: 'Message Received',
      kind: 'event',
      at: new Date(1_790_847_000_000).toISOString(),
      properties: { channel: 'telegram', text: 'ሰላም, is the coffee back?' },
    });
  });

  it('a shared phone is the writer’s only when Telegram says it is theirs', () => {
    const own = entries('telegram', fixture('telegram-contact.json'));
    const other = entries(
      'telegram',
      variant('telegram-contact.json', ['"user_id":5550001', '"user_id":5550002']),
    );

    expect(own[0]?.ids).toMatchObject({ phone: '+251911234567' });
    expect(other[0]?.ids).not.toHaveProperty('phone');
  });

  it('/start with a token asks for a link, and keeps the token out of the history', () => {
    const bytes = variant('telegram-message.json', ['ሰላም, is the coffee back?', '/start AQ-token_1']);

    const { link } = mapped('telegram', bytes);

    expect(link).toEqual({ token: 'AQ-token_1', chatId: '5550001' });
    expect(JSON.stringify(entries('telegram', bytes))).not.toContain('AQ-token_1');
  });

  it('groups, channels and other bots are nobody’s customers', () => {
    const group = variant('telegram-message.json', ['"private"', '"supergroup"']);
    const bot = variant('telegram-message.json', ['"is_bot":false', '"is_bot":true']);

    expect([entries('telegram', group), entries('telegram', bot)]).toEqual([[], []]);
  });

  it('who blocks the bot has withdrawn consent', () => {
    const bytes = Buffer.from(
      '{"update_id":3,"my_chat_member":{"date":1790847000,"chat":{"id":5550001,"type":"private"},"new_chat_member":{"status":"kicked"}}}',
    );

    expect(entries('telegram', bytes)).toMatchObject([
      { name: 'Consent Withdrawn', kind: 'consent', properties: { channel: 'telegram' } },
    ]);
  });
});

describe('support desks and pages', () => {
  it('a Zendesk ticket is of its requester', () => {
    expect(entries('zendesk')).toMatchObject([
      {
        name: 'Ticket Created',
        at: '2026-10-01T09:30:00.123Z',
        ids: { source: 'zendesk#90000000000001' },
        properties: { ticket_id: '601', priority: 'high' },
      },
    ]);
  });

  it.each([
    ['SOLVED', 'OPEN', ['Ticket Resolved']],
    ['CLOSED', 'PENDING', ['Ticket Resolved']],
    ['OPEN', 'SOLVED', ['Ticket Reopened']],
    ['CLOSED', 'SOLVED', []],
    ['PENDING', 'OPEN', []],
  ])('a Zendesk ticket that became %s and was %s is %j', (current, previous, names) => {
    const bytes = variant(
      'zendesk-ticket.json',
      ['ticket.created', 'ticket.status_changed'],
      ['"event":{', `"event":{"current":"${current}","previous":"${previous}",`],
    );

    expect(entries('zendesk', bytes).map(({ name }) => name)).toEqual(names);
  });

  it('a Zendesk message counts when a customer wrote it', () => {
    const agent = variant('zendesk-message.json', ['"end_user"', '"agent"']);

    expect(entries('zendesk', fixture('zendesk-message.json'))).toMatchObject([
      { name: 'Message Received', properties: { text: 'Is it ready?', ticket_id: '602' } },
    ]);
    expect(entries('zendesk', agent)).toEqual([]);
  });

  it('a body written in a Zendesk trigger is read by its field names', () => {
    const bytes = Buffer.from(
      '{"ticket_id":"601","status":"Solved","requester_email":"abebe@example.com","requester_name":"Abebe","at":"2026-10-02T08:00:00Z"}',
    );

    expect(entries('zendesk', bytes)).toMatchObject([
      { kind: 'identify', ids: { email: person.email } },
      { name: 'Ticket Resolved', at: '2026-10-02T08:00:00.000Z' },
    ]);
  });

  it('a Chatwoot message is of the contact, and of the shop’s own customer when the site said who it is', () => {
    expect(entries('chatwoot')[1]).toMatchObject({
      name: 'Message Received',
      ids: { user: 'c-1042', source: 'chatwoot#41', ...person },
      properties: { text: 'ሰላም' },
    });
  });

  it('what agents write in Chatwoot, privately or to the customer, is not the customer’s', () => {
    const outgoing = variant('chatwoot-message.json', ['"incoming"', '"outgoing"']);
    const note = variant('chatwoot-message.json', ['"private":false', '"private":true']);

    expect([entries('chatwoot', outgoing), entries('chatwoot', note)]).toEqual([[], []]);
  });

  it('a resolved Chatwoot conversation is a resolved ticket', () => {
    expect(entries('chatwoot', fixture('chatwoot-resolved.json'))[1]).toMatchObject({
      name: 'Ticket Resolved',
      at: new Date(1_790_847_100_000).toISOString(),
    });
  });

  it('a Chatwoot conversation that is open again is a ticket again, one that a bot hands over is not', () => {
    const opened = (before: string) =>
      entries(
        'chatwoot',
        variant('chatwoot-resolved.json', [
          '"status":"resolved"',
          `"status":"open","changed_attributes":[{"status":{"previous_value":"${before}","current_value":"open"}}]`,
        ]),
      ).map(({ name }) => name);

    expect([opened('resolved'), opened('pending')]).toEqual([['identify', 'Ticket Reopened'], []]);
  });

  it('a button pressed on a Facebook page counts, with an id of its own or without', () => {
    const pressed = (mid: string) =>
      entries(
        'facebook',
        variant('facebook-message.json', [
          '"message":{"mid":"m_test_1","text":"\\u1230\\u120b\\u121d"}',
          `"postback":{${mid}"title":"Order again","payload":"AGAIN"}`,
        ]),
      );

    expect(pressed('"mid":"m_7",')).toMatchObject([
      { id: 'facebook:m_7', properties: { text: 'Order again' } },
    ]);
    expect(pressed('')).toMatchObject([{ id: 'facebook:7000000000000001:1790847000123' }]);
  });

  it('of a Facebook page’s items only people’s messages count, each by its own id', () => {
    expect(entries('facebook')).toMatchObject([
      {
        name: 'Message Received',
        id: 'facebook:m_test_1',
        at: new Date(1_790_847_000_123).toISOString(),
        ids: { source: 'facebook#7000000000000001' },
        properties: { text: 'ሰላም' },
      },
    ]);
  });
});
