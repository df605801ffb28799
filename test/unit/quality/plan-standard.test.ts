// The standard plan is useful and not pedantic: what good senders send is as planned, and our own sources are good senders.
import { describe, expect, it, test } from 'vitest';
import { salesEvents } from '../../../infra/local/sales-events.ts';
import { parseBody } from '../../../shared/hooks/receive.ts';
import { SourceName } from '../../../shared/hooks/schema.ts';
import { sources } from '../../../shared/hooks/sources.ts';
import { columnsOf } from '../../../shared/imports/mapping.ts';
import { rulesOf, workRows } from '../../../shared/imports/work-rows.ts';
import { judge, type Rules } from '../../../shared/ingest/accept.ts';
import { documentedCalls } from '../../../shared/ingest/calls.ts';
import { standardPlan } from '../../../shared/quality/plan/standard-plan.ts';
import { anOrderCall, aPageCall } from '../../bench/ingest-calls.ts';
import { standardChecks } from '../../support/plans.ts';
import { someCalls } from '../../support/real-clients.ts';
import { fixture, samples } from '../../support/webhooks.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const server: Rules = { keyKind: 'server', currency: 'ETB', country: 'ET' };

/** Marks and reasons, of those that have any. */
const marksOf = (calls: readonly unknown[], rules: Rules = server): object[] =>
  calls.flatMap((call): object[] => {
    const verdict = judge(
      call,
      { context: {}, sentAt: undefined, receivedAt: NOW },
      { ...rules, plan: standardChecks },
    );
    if ('rejected' in verdict) return [verdict.rejected];
    const { name, flags } = verdict.accepted;
    return Object.keys(flags ?? {}).length > 0 ? [{ name, ...flags }] : [];
  });

const track = (event: string, properties: object) => ({
  type: 'track',
  userId: 'c',
  messageId: 'm',
  event,
  properties,
});

describe('nothing is marked in what comes from', () => {
  const topics: Partial<Record<SourceName, Record<string, string>[]>> = {
    shopify: [{}, { file: 'shopify-customer.json', 'x-shopify-topic': 'customers/update' }],
    telegram: [{}, { file: 'telegram-contact.json' }],
    chatwoot: [{}, { file: 'chatwoot-resolved.json' }],
    zendesk: [{}, { file: 'zendesk-message.json' }],
  };

  it.each(SourceName.options)('webhooks of %s', (source) => {
    const calls = (topics[source] ?? [{}]).flatMap(({ file = samples[source].file, ...headers }) => {
      const received = {
        body: parseBody(fixture(file)),
        headers: { ...samples[source].headers, ...headers },
      };
      return sources[source].map(received).calls;
    });

    expect(calls.length).toBeGreaterThan(0);
    expect(marksOf(calls, { ...server, isSigned: true })).toEqual([]);
  });

  it.each([
    [
      'purchases',
      'order id,date,amount,id,name,phone,email,refunded,product,category',
      'A-1,20/09/2026,50.25,C-1,አበበ በቀለ,0911223344,a@example.com,10,ቡና,መጠጥ',
    ],
    ['purchases', 'date,amount,id', '20/09/2026,50,C-1'],
    ['customers', 'id,name,phone,email,language', 'C-1,Selam Haile,0911223344,s@example.com,am'],
  ] as const)('a file of %s', (kind, header, row) => {
    const reading = {
      country: 'ET',
      currency: 'ETB',
      timeZone: 'Africa/Addis_Ababa',
      dates: { calendar: 'gregorian' as const, order: 'day-first' as const, today: '2026-10-05' },
      isCommaDecimal: false,
      now: NOW,
    };
    const { columns } = columnsOf(header.split(','), {}, kind);
    const plan = { kind, delimiter: ',' as const, columns };
    const { judged } = workRows(Buffer.from(row), { plan, firstRow: 2, notes: undefined, reading });

    expect(judged.length).toBeGreaterThan(0);
    expect(
      marksOf(
        judged.map(({ event }) => event),
        rulesOf(reading),
      ),
    ).toEqual([]);
  });

  it('the real clients as they are tested', () => {
    const calls = someCalls('node', 40, 0, NOW).map(({ method, message }) => ({
      ...message,
      type: method,
      timestamp: message.timestamp.toISOString(),
    }));

    expect(marksOf([...calls, anOrderCall(1, 1), aPageCall(1, 2)])).toEqual([]);
  });

  it('the sales that a try-out sends', () => {
    const lines = [
      {
        line: 1,
        customer: 'c-1',
        date: '2026-09-01',
        amount: 12.5,
        returned: 2,
        email: 'a@example.com',
        language: 'en',
      },
    ];
    const events = salesEvents(lines, 'GBP', true).flat();

    expect(marksOf(events)).toEqual([]);
  });

  it('the examples of the documentation', () => {
    const { TrackCall, IdentifyCall } = documentedCalls();
    const examples = [
      { type: 'track', ...(TrackCall.meta()?.example as object) },
      { type: 'identify', ...(IdentifyCall.meta()?.example as object) },
    ];

    expect(marksOf(examples)).toEqual([]);
  });
});

describe('the standard plan', () => {
  test.each([
    ['an order without an amount of its own', 'Order Completed', { products: [{ sku: 'a', price: 5 }] }, []],
    [
      'an amount that is no decimal',
      'Order Completed',
      { total: 5, tax: '1,5' },
      ['/properties/tax pattern'],
    ],
    [
      'a product that nothing names',
      'Order Completed',
      { total: 5, products: [{ price: 5 }] },
      ['/properties/products/*/product_id required'],
    ],
    [
      'a price that is no price',
      'Product Added',
      { product_id: 1, price: 'free' },
      ['/properties/price pattern'],
    ],
    ['products that are no list', 'Cart Viewed', { products: { sku: 'a' } }, ['/properties/products type']],
    ['a change of no order', 'Order Cancelled', {}, ['/properties/order_id required']],
    ['null for what is not known', 'Order Completed', { total: 5, coupon: null, products: null }, []],
    ['properties of their own', 'Product Viewed', { colour: 'red', nested: { a: [1] } }, []],
    ['a ticket', 'Ticket Created', { ticketId: 5 }, []],
  ])('%s', (_, event, properties, told) => {
    const [mark] = marksOf([track(event, properties)]) as [
      { violations: { pointer: string; rule: string }[] }?,
    ];

    expect((mark?.violations ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`)).toEqual(told);
  });

  it('says how many events it has, each once', () => {
    expect(standardPlan.eventCount).toBe(
      new Set(standardPlan.events.map(({ name }) => name.toLowerCase())).size,
    );
  });
});
