import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Envelope, judge, openEnvelope, type Rules } from '../../../shared/ingest/accept.ts';
import { MAX_EVENT_BYTES, unpackBody } from '../../../shared/ingest/body.ts';

const receivedAt = Date.parse('2026-10-05T09:00:00Z');
const envelope: Envelope = { context: {}, sentAt: undefined, receivedAt };
const rules: Rules = { keyKind: 'server', currency: 'ETB', country: 'ET' };

const accept = (event: unknown, over: { envelope?: Partial<Envelope>; rules?: Partial<Rules> } = {}) => {
  const verdict = judge(event, { ...envelope, ...over.envelope }, { ...rules, ...over.rules });
  if ('rejected' in verdict) throw new Error(JSON.stringify(verdict.rejected.reasons));
  return verdict.accepted;
};
const reasons = (event: unknown) => {
  const verdict = judge(event, envelope, rules);
  return 'rejected' in verdict ? verdict.rejected.reasons.map(({ pointer }) => pointer) : 'accepted';
};
const track = (event: string, properties: object = {}, more: object = {}) => ({
  type: 'track',
  userId: 'u-1',
  messageId: 'm-1',
  timestamp: '2026-10-05T08:59:00Z',
  event,
  properties,
  ...more,
});

describe('an alias', () => {
  const call = { type: 'alias', userId: 'u-2', previousId: 'u-1', messageId: 'm-1' };
  const refusal = (kinds: Rules['kinds']) => {
    const verdict = judge(call, envelope, { ...rules, kinds });
    return 'rejected' in verdict ? verdict.rejected.reasons : undefined;
  };

  it('may give a user another user id by a server key, not by one that everybody can read', () => {
    expect(accept(call).claim).toEqual({ ids: { user: 'u-2' }, previous: 'u-1', mayRename: true });
    expect(accept(call, { rules: { keyKind: 'browser' } }).claim).toEqual({
      ids: { user: 'u-2' },
      previous: 'u-1',
    });
  });

  it('says who somebody is: only a key that may identify may send it', () => {
    expect(refusal(['event', 'visit'])).toEqual([
      { pointer: '/type', detail: 'this write key may not send: identify' },
    ]);
    expect(refusal(['identify'])).toBeUndefined();
  });
});

describe('an order', () => {
  it('is read into minor units with its products', () => {
    const { kind, name, order } = accept(
      track('Completed Order', {
        order_id: 77,
        total: '1250.50',
        currency: 'etb',
        products: [
          { product_id: 'p', name: 'ቡና', category: 'Coffee', price: 625.25, quantity: 2 },
          'nonsense',
        ],
      }),
    );

    expect({ kind, name, order }).toEqual({
      kind: 'purchase',
      name: 'Order Completed',
      order: {
        orderId: '77',
        amount: 125_050,
        currency: 'ETB',
        products: [{ id: 'p', name: 'ቡና', category: 'Coffee', price: 62_525, quantity: 2 }],
      },
    });
  });

  it.each([
    [{ total: 10, revenue: 8 }, 1_000],
    [{ revenue: 8 }, 800],
    [{ products: [{ price: 3, quantity: 2 }, { price: 1 }] }, 700],
    [{ total: 10, currency: 'JPY' }, 10],
  ])('is worth total, else revenue, else its products: %j', (properties, amount) => {
    expect(accept(track('Order Completed', properties)).order?.amount).toBe(amount);
  });

  it.each([
    [' usd ', 'USD'],
    ['Birr', 'ETB'],
    ['ብር', 'ETB'],
    ['', 'ETB'],
    [null, 'ETB'],
  ])('in %j is in %s', (currency, code) => {
    expect(accept(track('Order Completed', { total: 5, currency })).order?.currency).toBe(code);
  });

  it.each([0, -5])('of %d is something that happened, not a purchase', (total) => {
    expect(accept(track('Order Completed', { total }))).toMatchObject({ kind: 'event' });
  });

  it.each([
    [{}, ['/properties/total']],
    [{ total: 'much' }, ['/properties/total']],
    [{ total: 1e15 }, ['/properties/total']],
    [{ total: 5, currency: '$' }, ['/properties/currency']],
    [{ total: 5, order_id: { id: 1 } }, ['/properties/order_id']],
  ])('is rejected with the field when %j', (properties, pointers) => {
    expect(reasons(track('Order Completed', properties))).toEqual(pointers);
  });

  it.each([
    [
      { order_id: 'A', total: 5 },
      { orderId: 'A', amount: 500, currency: 'ETB' },
    ],
    [
      { order_id: 'A', total: -5 },
      { orderId: 'A', amount: 500, currency: 'ETB' },
    ],
    [{ order_id: 'A' }, { orderId: 'A', amount: 0, currency: 'ETB', isWhole: true }],
  ])('is given back by Order Refunded %j', (properties, order) => {
    expect(accept(track('Order Refunded', properties))).toMatchObject({ kind: 'refund', order });
  });
});

describe('a consent', () => {
  const given = { channel: 'email', purpose: 'marketing', source: 'till' };

  it.each([
    ['Consent Given', 'server', 'consent'],
    ['Consent Withdrawn', 'server', 'consent'],
    ['Consent Requested', 'server', 'consent'],
    ['Consent Requested', 'browser', 'consent'],
    ['Consent Given', 'browser', 'event'],
    ['Consent Withdrawn', 'browser', 'consent'],
  ] as const)('%s by a %s key is a log entry of kind %s', (name, keyKind, kind) => {
    expect(accept(track(name, given), { rules: { keyKind } }).kind).toBe(kind);
  });

  it('of a clock that is fast holds from when it came: what is withdrawn next must be later', () => {
    const fast = { timestamp: '2026-10-05T09:04:00Z' };

    for (const name of ['Consent Given', 'Consent Withdrawn'])
      expect(accept(track(name, given, fast)).at).toBe(receivedAt);
    expect(accept(track('Signed Up', {}, fast)).at).toBe(receivedAt + 4 * 60_000);
  });

  it('names a known channel and where it was given', () => {
    expect(reasons(track('Consent Given', { channel: 'pigeon' }))).toEqual([
      '/properties/channel',
      '/properties/source',
    ]);
  });
});

describe('who an event is about', () => {
  it('takes numbers for ids and reads contact data of identify calls wherever it stands', () => {
    const { claim } = accept({
      type: 'identify',
      userId: 42,
      anonymousId: null,
      context: { traits: { email: ' Abebe@Example.com ', phone: '0911 23 45 67' } },
    });

    expect(claim).toEqual({ ids: { user: '42', email: 'abebe@example.com', phone: '+251911234567' } });
  });

  it('does not take the contact data of other calls', () => {
    expect(accept(track('Signed Up', {}, { context: { traits: { email: 'a@example.com' } } })).claim).toEqual(
      {
        ids: { user: 'u-1' },
      },
    );
  });

  it.each(['', ' ', 'null', 'undefined', 'guest', 0])('takes %j for nobody', (userId) => {
    expect(accept(track('x', {}, { userId, anonymousId: 'a-1' })).claim).toEqual({ ids: { anon: 'a-1' } });
    expect(reasons(track('x', {}, { userId }))).toEqual(['/userId']);
  });
});

describe('the id of an event', () => {
  const unnamed = { ...track('Song Played', { a: 1, b: { c: 2 } }), messageId: undefined };

  it('without a message id is the same for the same content, whenever and however it is sent', () => {
    const again = {
      ...unnamed,
      properties: { b: { c: 2 }, a: 1 },
      sentAt: '2026-10-05T09:00:00Z',
      writeKey: 'k',
    };

    expect(accept(again).id).toBe(accept(unnamed).id);
    expect(accept({ ...unnamed, properties: { a: 2 } }).id).not.toBe(accept(unnamed).id);
  });

  it('fits a key however long the client made it', () => {
    expect(accept(track('x', {}, { messageId: 'm'.repeat(250) })).id).toHaveLength(34);
  });
});

describe('what the log keeps', () => {
  it('is the event as sent, with the context of its batch and without the key', () => {
    const event = track('x', { deep: { list: [1, null] } }, { writeKey: 'secret', context: { ip: '1' } });
    const { body } = accept(event, { envelope: { context: { ip: '2', app: 'till' } } });
    const withoutKey = Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'writeKey'));

    expect(unpackBody(body)).toEqual({ ...withoutKey, context: { ip: '1', app: 'till' } });
  });
});

describe('an event that is not valid', () => {
  it.each<[string, unknown, string[]]>([
    ['is no object', 'track', ['']],
    ['has no type', { userId: 'u' }, ['/type']],
    ['has no name', { type: 'track', userId: 'u' }, ['/event']],
    ['has a time without a zone', track('x', {}, { timestamp: '2026-10-05T08:59:00' }), ['/timestamp']],
    ['has a time that was never set', track('x', {}, { timestamp: '0001-01-01T00:00:00Z' }), ['/timestamp']],
    ['has properties that are a list', { ...track('x'), properties: [1] }, ['/properties']],
    ['is too large', track('x', { text: 'x'.repeat(MAX_EVENT_BYTES) }), ['']],
    ['is too large in Amharic', track('x', { text: 'ሰ'.repeat(MAX_EVENT_BYTES / 3) }), ['']],
  ])('%s: rejected with where', (_title, event, pointers) => {
    expect(reasons(event)).toEqual(pointers);
  });

  it('nested deeper than the stack is rejected, not thrown', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level += 1) deep = [deep];

    expect(reasons(track('x', { deep }))).toEqual(['']);
  });

  it('is rejected or accepted, never thrown, whatever it is; and never takes a neighbour with it', () => {
    const key = fc.constantFrom(
      'type',
      'event',
      'userId',
      'anonymousId',
      'timestamp',
      'properties',
      'traits',
      'context',
      'messageId',
      'sentAt',
      'previousId',
      'products',
      'total',
      'currency',
      '__proto__',
    );
    const type = fc.constantFrom('track', 'identify', 'page', 'screen', 'alias', 'group');
    const name = fc.constantFrom('Order Completed', 'Order Refunded', 'Consent Given', 'x');
    const wild = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(key, fc.jsonValue()),
      fc.record(
        { type, event: name, userId: fc.jsonValue(), properties: fc.dictionary(key, fc.jsonValue()) },
        { requiredKeys: ['type'] },
      ),
    );
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 5 }), fc.nat(5), (events, place) => {
        const good = track('Order Completed', { total: 5 });
        const batch = [...events.slice(0, place), good, ...events.slice(place)];
        const opened = openEnvelope(JSON.parse(JSON.stringify({ batch })), 'batch', receivedAt);
        const verdicts = (opened?.events ?? []).map((event) => judge(event, envelope, rules));

        expect(verdicts).toHaveLength(batch.length);
        expect(verdicts[Math.min(place, events.length)]).toHaveProperty('accepted.order.amount', 500);
      }),
      { numRuns: 500 },
    );
  });
});

describe('openEnvelope', () => {
  it.each([[[]], ['text'], [null], [7], [{}], [{ batch: {} }]])('finds no batch in %j', (body) => {
    expect(openEnvelope(body, 'batch', receivedAt)).toBeUndefined();
  });

  it('takes the type of a single call from its route', () => {
    const opened = openEnvelope({ userId: 'u' }, 'identify', receivedAt);

    expect(opened && accept(opened.events[0], { envelope: opened.envelope }).kind).toBe('identify');
  });
});
