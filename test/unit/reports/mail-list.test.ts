import { describe, expect, it } from 'vitest';
import { consentKey } from '../../../shared/customers/schema.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { mailList } from '../../../shared/reports/mail-list.ts';
import { aConsent, aScore, someStats } from '../../support/factories.ts';
import { aList, anAtRiskCustomer, aReportWorld, BUSINESS_DATE } from '../../support/report-world.ts';

const NOW = Date.parse('2026-10-06T04:30:00Z');
const three = [anAtRiskCustomer(1, 700_000), anAtRiskCustomer(2, 500_000), anAtRiskCustomer(3, 100_000)];

describe('the at-risk list mail', () => {
  it('goes to every marketer in their language', async () => {
    const world = aReportWorld({ customers: three });

    const result = await mailList(world.parts, undefined, NOW);

    expect(result).toEqual({ businessDate: BUSINESS_DATE, customers: 3, sent: 2, already: 0, failed: 0 });
    expect(world.mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['sara@shop.example', '3 ደንበኞች ሊለቁ ይችላሉ፤ በዓመት ወደ 13,000 ብር ገቢ ያስገኛሉ'],
      ['tom@shop.example', '3 customers may leave, worth about 13,000 birr a year'],
    ]);
  });

  it('says who, why, worth and what to do, and how to reach them', async () => {
    const world = aReportWorld({ customers: three });

    await mailList(world.parts, undefined, NOW);
    const { text = '', html = '' } = world.mails[1] ?? {};

    for (const part of [text, html]) {
      expect(part).toContain('Customer 1');
      expect(part).toContain('7,000 birr');
      expect(part).toContain('Usually buys every 12 days; silent for 31.');
      expect(part).toContain('Write to them personally');
    }
    expect(html).toContain('href="tel:+251911000001"');
    expect(text).toContain('As of 5 October 2026.');
  });

  it("calls customers without a name or phone by the shop's own id", async () => {
    const nameless = { ...anAtRiskCustomer(1, 700_000), profile: {}, ids: { user: 'till-77' } };
    const world = aReportWorld({ customers: [nameless] });

    await mailList(world.parts, undefined, NOW);

    expect(world.mails[1]?.text).toContain('1. till-77');
    expect(world.mails[1]?.text).not.toContain(nameless.pk);
  });

  it('shows at most five, the most valuable first, and all of them in the file', async () => {
    const customers = [6, 5, 4, 3, 2, 1].map((n) => anAtRiskCustomer(n, n * 100_000));
    const world = aReportWorld({ customers });

    await mailList(world.parts, undefined, NOW);
    const { text = '', attachments = [] } = world.mails[1] ?? {};
    const csv = Buffer.from(attachments[0]?.content ?? []).toString();

    expect(text).toContain('1. Customer 6');
    expect(text).toContain('5. Customer 2');
    expect(text).not.toContain('Customer 1 ');
    expect(text).toContain('The full list of 6 is attached');
    expect(attachments[0]).toMatchObject({
      fileName: 'at-risk-2026-10-05.csv',
      contentType: 'text/csv; charset=utf-8',
    });
    expect(csv.split('\r\n')).toHaveLength(8);
  });

  it('says what those shown buy, as far as the log knows', async () => {
    const order = (name: string, category?: string) => ({
      at: '2026-09-04T09:00:00.000Z',
      order: { amount: 1, currency: 'ETB', products: [{ name, ...(category && { category }) }] },
    });
    const purchases = new Map([
      [three[0]?.pk ?? '', [order('Beans', 'Coffee'), order('Beans', 'Coffee')]],
      [three[1]?.pk ?? '', [order('Cup')]],
    ]);
    const world = aReportWorld({ customers: three, purchases });

    await mailList(world.parts, undefined, NOW);
    const people = (world.mails[1]?.text ?? '').split('\n\n');
    const about = (n: number) => people.find((part) => part.includes(`Customer ${n}`)) ?? '';

    expect(about(1)).toContain('Often buys Coffee.');
    expect(about(2)).toContain('Last bought Cup.');
    expect(about(3)).not.toMatch(/buys [A-Z]|bought/);
  });

  it('is mailed once, however often it is started', async () => {
    const world = aReportWorld({ customers: three });

    await mailList(world.parts, undefined, NOW);
    const again = await mailList(world.parts, BUSINESS_DATE, NOW + 1_000);

    expect(again).toMatchObject({ sent: 0, already: 2 });
    expect(world.mails).toHaveLength(2);
  });

  it('is mailed once to each when it is started twice at the same time', async () => {
    const world = aReportWorld({ customers: three });

    await Promise.all([1, 2, 3].map(() => mailList(world.parts, undefined, NOW)));

    expect(world.mails.map(({ to }) => to).toSorted()).toEqual(['sara@shop.example', 'tom@shop.example']);
  });

  it('tries again those whom SES throttled, and nobody else', async () => {
    const throttled = { outcome: 'throttled' as const, reason: 'TooManyRequests', retryAfterSeconds: 20 };
    const world = aReportWorld({ customers: three, verdicts: [throttled] });

    await expect(mailList(world.parts, undefined, NOW)).rejects.toThrow('1 of 2 mails');
    const again = await mailList(world.parts, undefined, NOW + 60_000);

    expect(again).toMatchObject({ sent: 1, already: 1 });
    expect(world.mails.map(({ to }) => to)).toEqual([
      'sara@shop.example',
      'tom@shop.example',
      'sara@shop.example',
    ]);
  });

  it('does not try again a mail of which nobody knows', async () => {
    const world = aReportWorld({
      customers: three,
      verdicts: [{ outcome: 'unknown', reason: 'TimeoutError' }],
    });

    expect(await mailList(world.parts, undefined, NOW)).toMatchObject({ sent: 1, failed: 1 });
    expect(await mailList(world.parts, undefined, NOW)).toMatchObject({ already: 2 });
    expect(world.claims.get(`${BUSINESS_DATE} hash of sara@shop.example`)).toMatchObject({
      state: 'unknown',
    });
  });

  it('brings good news when nobody is at risk, without a file', async () => {
    const world = aReportWorld();

    await mailList(world.parts, undefined, NOW);

    expect(world.mails.map(({ subject }) => subject)).toEqual([
      'መልካም ዜና፦ ሊለቁ የሚችሉ ደንበኞች የሉም',
      'Good news: nobody is about to leave',
    ]);
    expect(world.mails[0]?.attachments).toBeUndefined();
  });

  it('is not mailed before the first nightly pass, and fails loudly when the pass left no list', async () => {
    const before = aReportWorld({ current: undefined });
    const without = aReportWorld({ lists: [] });

    expect(await mailList(before.parts, undefined, NOW)).toMatchObject({ businessDate: undefined, sent: 0 });
    await expect(mailList(without.parts, undefined, NOW)).rejects.toThrow('no at-risk list for 2026-10-05');
  });

  it('leaves out who has bought or was erased since the night', async () => {
    const bought = anAtRiskCustomer(2, 500_000, { score: aScore({ band: 'safe' }) });
    const world = aReportWorld({ customers: [three[0] ?? bought, bought], lists: [aList(three)] });

    const result = await mailList(world.parts, undefined, NOW);

    expect(result.customers).toBe(1);
    expect(world.mails[1]?.subject).toBe('1 customer may leave, worth about 7,000 birr a year');
  });

  it('warns every marketer when a source of sales is silent', async () => {
    const silentSales = [{ name: 'web-shop', day: dayOfDate('2026-10-01') }];
    const world = aReportWorld({ customers: three, silentSales });

    await mailList(world.parts, undefined, NOW);

    expect(world.mails[0]?.text).toContain('ከ«web-shop» ምንም ሽያጭ አልደረሰም');
    expect(world.mails[1]?.text).toContain('no sales have come from web-shop');
  });

  it('says what has changed since the last list', async () => {
    const asOf = '2026-09-28';
    const cameBack = anAtRiskCustomer(7, 1, {
      stats: someStats({ lastDay: dayOfDate('2026-10-01') }),
      score: aScore({ band: 'safe' }),
    });
    const lapsed = anAtRiskCustomer(8, 1, { score: aScore({ band: 'lapsed' }) });
    const last = aList([three[0] ?? lapsed, anAtRiskCustomer(7, 1), lapsed], { businessDate: asOf });
    const world = aReportWorld({
      customers: [...three, cameBack, lapsed],
      lists: [aList(three), last],
      mailed: [{ businessDate: asOf, bands: last.bands, mailedAt: '2026-09-29T04:30:00.000Z' }],
    });

    await mailList(world.parts, undefined, NOW);

    expect(world.mails[1]?.text).toContain(
      '2 new on the list\n1 came back and bought\n1 left it, now lapsed',
    );
  });

  it('draws the trend once there are three lists', async () => {
    const past = ['2026-09-21', '2026-09-28'].map((businessDate, n) => ({
      businessDate,
      bands: { ...aList(three).bands, 'at-risk': { customers: 5 + n, valueAtRisk: 1 } },
      mailedAt: `${businessDate}T04:30:00.000Z`,
    }));
    const two = aReportWorld({ customers: three, mailed: past.slice(1) });
    const enough = aReportWorld({ customers: three, mailed: past });

    await mailList(two.parts, undefined, NOW);
    await mailList(enough.parts, undefined, NOW);

    expect(two.mails[1]?.text).not.toContain('list by list');
    expect(enough.mails[1]?.text).toContain('21 Sep: 5, 28 Sep: 6, 5 Oct: 3');
  });

  it('says what became of our own mail, and who may not be mailed', async () => {
    const silent = anAtRiskCustomer(3, 100_000, { consents: {} });
    const withdrawn = { [consentKey('email', 'marketing')]: aConsent({ status: 'withdrawn' }) };
    const noPhone = anAtRiskCustomer(4, 50_000, {
      consents: withdrawn,
      profile: { name: 'Customer 4', email: 'c4@example.com' },
    });
    const customers = [...three.slice(0, 2), silent, noPhone];
    const note = (n: number, state: 'delivered' | 'bounced') => ({
      pk: customers[n]?.pk ?? '',
      state,
      stateAt: '2026-10-02T09:00:00.000Z',
    });
    const world = aReportWorld({ customers, notes: [note(0, 'delivered'), note(1, 'bounced')] });

    await mailList(world.parts, undefined, NOW);
    const people = (world.mails[1]?.text ?? '').split('\n\n');
    const about = (n: number) => people.find((part) => part.includes(`Customer ${n}`)) ?? '';

    expect(about(1)).toContain('We mailed them on 2 October');
    expect(about(2)).toContain('Our mail did not reach them.');
    expect(about(3)).toContain('They have not agreed to mails from us.\n   Next step: Call them');
    expect(about(4)).toContain('Ask them, when they come by');
    expect(world.mails[1]?.text).not.toContain('c4@example.com');
    expect(Buffer.from(world.mails[1]?.attachments?.[0]?.content ?? []).toString()).not.toContain(
      'c4@example.com',
    );
  });
});
