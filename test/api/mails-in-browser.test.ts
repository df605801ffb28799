// Mails and the unsubscribe page in a real browser, as wide as a phone.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmPage } from '../../shared/campaigns/confirm-page.ts';
import { pageHeaders } from '../../shared/campaigns/page.ts';
import { unsubscribePage } from '../../shared/campaigns/unsubscribe-page.ts';
import { mailHtml } from '../../shared/platform/mail-html.ts';
import { findChromium } from '../support/chromium.ts';
import { aConfirmationMail, aListMail, aRetentionMail } from '../support/mails.ts';

const executablePath = findChromium();
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const mails = {
  'retention mail in English': aRetentionMail(),
  'retention mail in Amharic': aRetentionMail({ language: 'am', profile: { givenName: 'አልማዝ' } }),
  'confirmation mail in English': aConfirmationMail(),
  'confirmation mail in Amharic': aConfirmationMail({ language: 'am' }),
  'at-risk list in English': aListMail('en'),
  'at-risk list in Amharic': aListMail('am'),
  'empty at-risk list': aListMail('am', { rows: [], total: { customers: 0, valueAtRisk: 0 } }),
};

/** Runs in the page: text whose colour stands out too little from what is behind it (WCAG 2.2, 1.4.3: 4.5 to 1). */
const faintTexts = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (text) => {
    const [r, g, b] = rgb(text).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if ((rgb(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('body *')]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.offsetHeight > 0)
    .filter((e) => {
      const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].toSorted((x, y) => y - x);
      return (a + 0.05) / (b + 0.05) < 4.5;
    })
    .map((e) => e.textContent.trim().slice(0, 60));
})()`;

describe.skipIf(!executablePath)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: flags });
  });
  afterAll(() => browser?.close());

  describe.each(Object.entries(mails))('the %s', (_title, content) => {
    it.each([320, 390, 800])('fits a width of %i', async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 700 } });
      await page.setContent(mailHtml(content));

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.close();
    });

    it.each(['light', 'dark'] as const)('can be read in the %s scheme', async (colorScheme) => {
      const page = await browser.newPage({ viewport: { width: 390, height: 700 }, colorScheme });
      await page.setContent(mailHtml(content));

      expect(await page.evaluate(faintTexts)).toEqual([]);
      await page.close();
    });

    it('asks nobody for anything', async () => {
      const page = await browser.newPage();
      const asked: string[] = [];
      await page.route('**', (route) => {
        asked.push(route.request().url());
        return route.abort();
      });

      await page.setContent(mailHtml(content), { waitUntil: 'load' });

      expect(asked).toEqual([]);
      await page.close();
    });
  });

  it.each(['am', 'en'] as const)('the confirmation page can be read on a phone (%s)', async (language) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 360, height: 700 }, colorScheme });
      await page.setContent(confirmPage('ask', language, 'ሸማ'));

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(await page.evaluate(faintTexts)).toEqual([]);
      expect((await page.getByRole('button').boundingBox())?.height).toBeGreaterThanOrEqual(48);
      await page.close();
    }
  });

  describe('the unsubscribe page', () => {
    const calls: string[] = [];
    let server: Server;
    beforeAll(async () => {
      server = createServer(({ method = '', url = '' }, response) => {
        if (!url.startsWith('/u/')) return response.writeHead(404).end();
        calls.push(`${method} ${url}`);
        response.writeHead(200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' });
        const language = url.includes('lang=en') ? 'en' : 'am';
        return response.end(unsubscribePage(method === 'POST' ? 'done' : 'ask', language, 'ሸማ'));
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
    });
    afterAll(() => server.close());

    it('asks, changes its language, and acts on the button, all within its own policy', async () => {
      const page = await browser.newPage({ viewport: { width: 360, height: 700 } });
      const refused: string[] = [];
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) refused.push(message.text());
      });
      const { port } = server.address() as AddressInfo;

      await page.goto(`http://127.0.0.1:${port}/u/token`);
      await page.getByRole('link', { name: 'English' }).click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(await page.evaluate(faintTexts)).toEqual([]);
      await page.getByRole('button', { name: 'Stop the mails' }).click();

      await page.getByRole('heading', { name: 'Done. We will not write to you any more.' }).waitFor();
      expect(calls).toEqual(['GET /u/token', 'GET /u/token?lang=en', 'POST /u/token?lang=en']);
      expect(refused).toEqual([]);
      await page.close();
    });
  });
});
