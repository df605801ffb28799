// What an event gives and cannot be read is told, whatever the plan says.
import { describe, expect, it, test } from 'vitest';
import { judge } from '../../../shared/ingest/accept.ts';
import { aCheckingPlan } from '../../support/plans.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const plan = aCheckingPlan({});

function violationsOf(event: object, over: object = {}) {
  const verdict = judge(
    { type: 'track', userId: 'c-1', messageId: 'm-1', ...event },
    { context: {}, sentAt: undefined, receivedAt: NOW },
    { keyKind: 'server', currency: 'ETB', country: 'ET', plan, ...over },
  );
  return 'accepted' in verdict ? (verdict.accepted.flags?.violations ?? []) : verdict.rejected.reasons;
}
const traits = (given: object) =>
  violationsOf({ type: 'identify', traits: given }).map(({ pointer, ...more }) =>
    'rule' in more ? `${pointer} ${more.rule}` : pointer,
  );

describe('a trait', () => {
  test.each<[object, string[]]>([
    [{ phone: '0911 23 45 67', email: 'Selam@Example.com', language: 'am-ET' }, []],
    [{ phone: '12345' }, ['/traits/phone phone']],
    [{ phoneNumber: '12345' }, ['/traits/phoneNumber phone']],
    [{ phone: 911 }, ['/traits/phone phone']],
    [{ email: 'selam at example' }, ['/traits/email email']],
    [{ language: 'Klingonish' }, ['/traits/language language']],
    [{ country: 'Nowhere' }, ['/traits/country country']],
    [{ address: { country: 'Nowhere' } }, ['/traits/address/country country']],
    [{ timezone: 'Addis' }, ['/traits/timezone timezone']],
    [
      { phone: 'x', email: 'x', language: 'xx-xx', country: 'x', timezone: 'x' },
      [
        '/traits/email email',
        '/traits/phone phone',
        '/traits/language language',
        '/traits/timezone timezone',
        '/traits/country country',
      ],
    ],
  ])('%j is told as %j', (given, told) => {
    expect(traits(given)).toEqual(told);
  });

  it.each([
    ['cleared', { phone: null, email: '', country: ' ' }],
    ['not given', { name: 'Selam' }],
    ['in a language that we do not write', { language: 'om', locale: 'ti-ET' }],
    ['a country by its name in either language', { country: 'ኢትዮጵያ', address: { country: 'Kenya' } }],
    ['a zone as Intl knows it', { timezone: 'africa/addis_ababa' }],
  ])('that is %s is nothing to tell', (_, given) => {
    expect(traits(given)).toEqual([]);
  });

  it('is told each time, however often the same text comes', () => {
    expect([traits({ country: 'Atlantis' }), traits({ country: 'Atlantis' })]).toEqual([
      ['/traits/country country'],
      ['/traits/country country'],
    ]);
  });
});

describe('an order', () => {
  const order = (properties: object, over: object = {}) =>
    violationsOf({ event: 'Order Completed', properties: { total: 10, ...properties }, ...over });

  it('in a currency that there is none of is told', () => {
    expect(order({ order_id: '1', currency: 'ABC' })).toEqual([
      { pointer: '/properties/currency', rule: 'currency' },
    ]);
    expect(order({ order_id: '1', currency: 'etb' })).toEqual([]);
  });

  it('that nothing names is told: sent again tomorrow it would count twice', () => {
    const nameless = [{ pointer: '/properties/order_id', rule: 'order-id' }];

    expect(order({}, { messageId: undefined })).toEqual(nameless);
    expect(order({}, { messageId: 'm-1' })).toEqual([]);
    expect(order({ order_id: '1' }, { messageId: undefined })).toEqual([]);
  });

  it('given back whole must say which', () => {
    const refund = (properties: object) => violationsOf({ event: 'Order Refunded', properties });

    expect(refund({})).toEqual([{ pointer: '/properties/order_id', rule: 'order-id' }]);
    expect(refund({ order_id: '1' })).toEqual([]);
    expect(refund({ total: 5 })).toEqual([]);
  });
});

describe('a rating', () => {
  it.each([
    ['Product Reviewed', { rating: 4 }, []],
    ['product reviewed', { rating: 'four' }, ['/properties/rating']],
    ['Product Reviewed', { rating: 9 }, ['/properties/rating']],
    ['Survey Answered', { score: 9, scale: 10 }, []],
    ['Survey Answered', { score: 9 }, ['/properties/rating']],
    ['Rating Given', {}, ['/properties/rating']],
  ])('%s %j', (event, properties, told) => {
    expect(violationsOf({ event, properties }).map(({ pointer }) => pointer)).toEqual(told);
  });
});
