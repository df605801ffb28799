// Whatever arrives, nothing throws, nothing answers a server error, and a good neighbour is never lost.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type DeliverParts, deliverOrKeep } from '../../../shared/hooks/deliver.ts';
import { parseBody, receive } from '../../../shared/hooks/receive.ts';
import { SourceName } from '../../../shared/hooks/schema.ts';
import { sources } from '../../../shared/hooks/sources.ts';
import { judge } from '../../../shared/ingest/accept.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { keyringOf } from '../../../shared/platform/token.ts';
import { fixture, SIGNED_AT, samples, secretsOf, sign } from '../../support/webhooks.ts';

const rules = { keyKind: 'server', isSigned: true, currency: 'ETB', country: 'ET' } as const;
const envelope = { context: {}, sentAt: undefined, receivedAt: SIGNED_AT };

const topics: Partial<Record<SourceName, [header: string, values: string[]]>> = {
  shopify: ['x-shopify-topic', ['orders/create', 'orders/cancelled', 'customers/update', 'refunds/create']],
  woocommerce: [
    'x-wc-webhook-topic',
    ['order.created', 'order.updated', 'customer.updated', 'order.deleted'],
  ],
};

const nasty = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1e308,
    '1e400',
    '-0',
    'ሰላም',
    'ሰ'.repeat(5_000),
    '\ud800',
    [],
    {},
    [null],
    '__proto__',
    '9'.repeat(400),
  ),
);

/** The fixture with some of its values, at any depth, replaced by something else. */
function damaged(name: SourceName): fc.Arbitrary<unknown> {
  const original: unknown = JSON.parse(fixture(samples[name].file).toString('utf8'));
  const damage = (value: unknown, hits: Iterator<unknown>): unknown => {
    const hit = hits.next().value;
    if (hit !== undefined) return hit;
    if (Array.isArray(value)) return value.map((one) => damage(one, hits));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, damage(inner, hits)]));
  };
  const hits = fc.array(
    fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: nasty }),
    {
      minLength: 40,
      maxLength: 80,
    },
  );
  return hits.map((list) => damage(original, list.values()));
}

describe.each(SourceName.options)('a mapping of %s', (name) => {
  const [header, values] = topics[name] ?? ['x-none', ['']];
  const run = (body: unknown, topic: string) =>
    sources[name].map({ body, headers: { ...samples[name].headers, [header]: topic } });

  it('never throws, gives calls that can be judged, and the same for the same', () => {
    const bodies = fc.oneof(damaged(name), fc.jsonValue());

    fc.assert(
      fc.property(bodies, fc.constantFrom(...values), (body, topic) => {
        const { calls, problem } = run(body, topic);
        for (const call of calls) judge(call, envelope, rules);
        expect(problem === undefined || calls.length === 0).toBe(true);
        expect(run(body, topic)).toEqual(run(body, topic));
        expect(() => sources[name].dedupeKey({ body, headers: {} })).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('takes any bytes without a server error, signed or not', async () => {
    const [secret] = secretsOf[name];
    const parts = {
      find: async () => ({ source: name, secrets: [secret] }),
      keep: async () => {},
      enqueue: async () => {},
      keepRejected: async () => {},
      notHandedOn: () => {},
    };
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
    );

    await fc.assert(
      fc.asyncProperty(bodies, fc.boolean(), fc.string(), async (bytes, isSigned, rubbish) => {
        const headers = isSigned ? sign[name](bytes, secret, SIGNED_AT) : { 'stripe-signature': rubbish };
        const request = { source: name, endpointId: 'hook_x', bytes, headers, now: SIGNED_AT };
        const outcome = await receive(request, parts).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(AppError);
          expect((outcome as AppError).status).toBe(401);
          expect(isSigned).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test.each(SourceName.options)(
  'a good delivery of %s is never lost among bad ones, and each bad one is kept',
  async (name) => {
    const good = fixture(samples[name].file);
    const bad = fc.oneof(
      damaged(name).map((body) => Buffer.from(JSON.stringify(body))),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(Buffer.from('['.repeat(50_000)), Buffer.from(`{"a":${'9'.repeat(400)}}`)),
    );
    const wanted = sources[name].map({ body: parseBody(good), headers: samples[name].headers }).calls;

    await fc.assert(
      fc.asyncProperty(fc.array(bad, { maxLength: 3 }), async (others) => {
        const [taken, kept]: [unknown[], unknown[]] = [[], []];
        const parts: DeliverParts = {
          keyring: keyringOf('a'.repeat(64)),
          raw: async (key) => [...others, good][Number(key)],
          take: async (calls, taking) => {
            const verdicts = calls.map((call) => judge(call, taking.envelope, taking.rules));
            taken.push(...calls);
            return { accepted: verdicts.length, rejected: 0 };
          },
          keepRejected: async (items) => void kept.push(...items),
          join: async () => 'joined',
          check: async () => undefined,
          failed: (error) => expect.fail(`a mapping threw: ${error}`),
          rules: { currency: 'ETB', country: 'ET' },
        };
        for (const key of [...others.keys(), others.length]) {
          const before = taken.length + kept.length;
          const delivery = {
            endpointId: 'hook_x',
            source: name,
            key: String(key),
            receivedAt: new Date(SIGNED_AT).toISOString(),
            headers: samples[name].headers,
          };
          const counts = await deliverOrKeep(delivery, parts, true);
          expect(taken.length + kept.length - before).toBe(counts.accepted + counts.rejected);
        }
        expect(taken.slice(-wanted.length)).toEqual(wanted);
        const unreadable = others.filter((bytes) => bytes.length > 0 && parseBody(bytes) === undefined);
        expect(kept.length).toBeGreaterThanOrEqual(unreadable.length);
      }),
      { numRuns: 60 },
    );
  },
);

test('a good item of a Facebook page is never lost among bad ones', () => {
  const good = { sender: { id: 'p1' }, timestamp: 1_790_847_000_000, message: { mid: 'm_good', text: 'hi' } };
  const around = fc.array(fc.jsonValue(), { maxLength: 4 });

  fc.assert(
    fc.property(around, around, around, (before, after, entries) => {
      const body = { object: 'page', entry: [...entries, { messaging: [...before, good, ...after] }] };
      const { calls } = sources.facebook.map({ body, headers: {} });
      expect(calls.map(({ messageId }) => messageId)).toContain('facebook:m_good');
    }),
  );
});

test('a refund that cannot be read never takes the order with it', () => {
  const order = fixture('shopify-order.json').toString('utf8');

  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 4 }), (refunds) => {
      const body = { ...(parseBody(Buffer.from(order)) as object), refunds, line_items: refunds };
      const { calls } = sources.shopify.map({ body, headers: samples.shopify.headers });
      const verdicts = calls.map((call) => judge(call, envelope, rules));
      expect(verdicts.some((one) => 'accepted' in one && one.accepted.kind === 'purchase')).toBe(true);
    }),
  );
});

test.each<SourceName>(['shopify', 'woocommerce'])(
  'an order of %s with a long list is not lost for its length',
  (name) => {
    const line = {
      title: 'ሰ'.repeat(400),
      name: 'ሰ'.repeat(400),
      sku: 'x'.repeat(400),
      quantity: 1,
      price: '1.00',
    };
    const order = parseBody(fixture(samples[name].file)) as object;

    const body = { ...order, line_items: new Array(200).fill(line) };
    const { calls } = sources[name].map({ body, headers: samples[name].headers });

    const sale = calls
      .map((call) => judge(call, envelope, rules))
      .find((one) => 'accepted' in one && one.accepted.kind === 'purchase');
    expect(sale).toMatchObject({ accepted: { order: { products: expect.any(Array) } } });
  },
);

/** What a shop lets its customers type: any of it may be anything, and the sale was one all the same. */
const typed: [SourceName, string[]][] = [
  ['shopify', ['customer', 'billing_address', 'shipping_address', 'note', 'line_items', 'refunds', 'name']],
  ['woocommerce', ['billing', 'shipping', 'refunds', 'line_items', 'customer_note', 'meta_data']],
  ['stripe', ['billing_details', 'shipping', 'receipt_email', 'metadata', 'description']],
  ['chapa', ['first_name', 'last_name', 'email', 'customization', 'meta']],
];
test.each(typed)('what a customer of %s typed never takes the sale with it', (name, fields) => {
  const original = parseBody(fixture(samples[name].file)) as { data?: { object?: object } };
  const within = (change: object) =>
    name === 'stripe'
      ? { ...original, data: { ...original.data, object: { ...original.data?.object, ...change } } }
      : { ...original, ...change };

  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), nasty), (change) => {
      const { calls } = sources[name].map({ body: within(change), headers: samples[name].headers });
      const verdicts = calls.map((call) => judge(call, envelope, rules));
      expect(verdicts.some((one) => 'accepted' in one && one.accepted.kind === 'purchase')).toBe(true);
    }),
  );
});
