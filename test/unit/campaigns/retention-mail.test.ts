import { describe, expect, it } from 'vitest';
import { purchaseFacts } from '../../../shared/campaigns/purchase-facts.ts';
import {
  greetingName,
  type RetentionFacts,
  retentionMail,
} from '../../../shared/campaigns/retention-mail.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { mailHtml } from '../../../shared/platform/mail-html.ts';
import { mailText } from '../../../shared/platform/mail-text.ts';

const UNSUBSCRIBE = 'https://api.example.com/u/token.signature';

const facts = (over: Partial<RetentionFacts> = {}): RetentionFacts => ({
  language: 'en',
  calendar: 'ethiopic',
  business: 'Shemma Coffee',
  replyTo: 'hello@shop.example',
  contact: {
    BUSINESS_ADDRESS: 'Bole Road, Addis Ababa',
    BUSINESS_PHONE: '+251 11 123 4567',
    BUSINESS_WEBSITE: 'https://shop.example',
  },
  profile: { givenName: 'Almaz' },
  purchases: { lastDay: dayOfDate('2026-10-02'), product: 'Yirgacheffe 500 g', category: 'coffee' },
  unsubscribeUrl: UNSUBSCRIBE,
  today: dayOfDate('2026-11-22'),
  ...over,
});

const written = (over: Partial<RetentionFacts> = {}) => {
  const content = retentionMail(facts(over));
  return { ...content, html: mailHtml(content), text: mailText(content) };
};

describe('the retention mail', () => {
  it('names the customer, the last purchase, the category and the ways to reach the shop, in both parts', () => {
    const { html, text, subject } = written();

    expect(subject).toBe('Almaz, we have missed you');
    for (const part of [html, text]) {
      for (const words of ['Hello Almaz,', '2 October', 'Yirgacheffe 500 g', 'coffee', '+251 11 123 4567'])
        expect(part).toContain(words);
      expect(part).toContain('Bole Road, Addis Ababa');
      expect(part).toContain(UNSUBSCRIBE);
    }
  });

  it('speaks Amharic with the Ethiopian date and Ge’ez punctuation', () => {
    const { html, text, subject } = written({ language: 'am', profile: { givenName: 'አልማዝ' } });

    expect(subject).toBe('አልማዝ፣ ናፍቀውናል');
    expect(html).toContain('<html lang="am"');
    expect(text).toContain('ሰላም አልማዝ፣');
    expect(text).toContain('በመስከረም 22 «Yirgacheffe 500 g»');
    expect(text).not.toMatch(/[ሀ-ፚ][.,;]/);
  });

  it('can show Gregorian dates in Amharic', () => {
    expect(written({ language: 'am', calendar: 'gregorian' }).text).toContain('ኦክቶበር 2');
  });

  it.each(['am', 'en'] as const)('says nothing it does not know (%s)', (language) => {
    const nothing = { BUSINESS_ADDRESS: '', BUSINESS_PHONE: '', BUSINESS_WEBSITE: '' };
    const { html, text, subject } = written({ language, profile: {}, purchases: {}, contact: nothing });

    for (const part of [html, text, subject]) {
      expect(part).not.toMatch(/undefined|null|NaN|\{\{|\{%|“”|«»/);
      expect(part).not.toMatch(/ [,.።፣]| {2}/);
    }
    expect(text).toContain('hello@shop.example');
  });

  it('says the year of a purchase long ago', () => {
    const purchases = { lastDay: dayOfDate('2025-10-02') };

    expect(written({ purchases }).text).toContain('2 October 2025');
    expect(written().text).not.toContain('2026');
  });

  it('escapes what customers and catalogues say, once', () => {
    const purchases = { lastDay: dayOfDate('2026-10-02'), product: '<b>Tea & "Honey"</b>' };
    const { html, text } = written({ purchases });

    expect(html).toContain('&lt;b&gt;Tea &amp; &#34;Honey&#34;&lt;/b&gt;');
    expect(html).not.toContain('<b>Tea');
    expect(text).toContain('<b>Tea & "Honey"</b>');
  });

  it('does not run a template that hides in a name', () => {
    const { html } = written({ purchases: { lastDay: 20_000, product: '{{ business }}{% raw %}' } });

    expect(html).toContain('{{ business }}{% raw %}');
  });

  it('loads nothing from anywhere and runs nothing', () => {
    const { html } = written();

    expect(html).not.toMatch(/<(img|link|script|iframe|object|video)|url\(|@import|src=/i);
  });

  it('tells phones its width and its colour schemes', () => {
    const { html } = written();

    expect(html).toContain('name="viewport" content="width=device-width,initial-scale=1"');
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(html).toContain('Noto Sans Ethiopic');
  });
});

describe('the name in a greeting', () => {
  it.each([
    ['Almaz', 'Almaz'],
    [' አበበ\n', 'አበበ'],
    ['Gebre  Medhin', 'Gebre Medhin'],
  ])('is %j as %j', (given, shown) => {
    expect(greetingName(given)).toBe(shown);
  });

  it.each([
    undefined,
    '',
    '  ',
    '0911234567',
    'almaz@example.com',
    'https://a.example/x',
    'evil.example',
    'x'.repeat(41),
  ])('is left out for %j', (given) => {
    expect(greetingName(given)).toBeUndefined();
  });
});

describe('what a mail may say of purchases', () => {
  const order = (...products: { name?: string; category?: string; price?: number; quantity?: number }[]) => ({
    amount: 1,
    currency: 'ETB',
    products,
  });

  it('is the dearest product of the last one, and the category of most orders', () => {
    const purchases = [
      { at: '2026-09-01T09:00:00.000Z', order: order({ name: 'Cup', category: 'Crockery' }) },
      {
        at: '2026-10-02T22:30:00.000Z',
        order: order(
          { name: 'Filter', price: 100 },
          { name: 'Beans', price: 60, quantity: 3, category: 'Coffee' },
        ),
      },
      { at: '2026-08-01T09:00:00.000Z', order: order({ category: 'Coffee' }, { category: 'Coffee' }) },
    ];

    expect(purchaseFacts(purchases, 'Africa/Addis_Ababa')).toEqual({
      lastDay: dayOfDate('2026-10-03'),
      product: 'Beans',
      category: 'Coffee',
    });
  });

  it('is no favourite after one order, and no product without a name to say', () => {
    const purchases = [
      { at: '2026-10-02T09:00:00.000Z', order: order({ name: 'x'.repeat(200), category: 'Coffee' }) },
    ];

    expect(purchaseFacts(purchases, 'UTC')).toEqual({ lastDay: dayOfDate('2026-10-02') });
  });

  it('is nothing without purchases', () => {
    expect(purchaseFacts([], 'UTC')).toEqual({});
  });
});
