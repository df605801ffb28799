// The main job on a deployed stack: purchases in, two nights, one mail for each who slipped away; all of it twice.
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { apiAt, basic, bearer } from '../../infra/local/api.ts';
import { useEmulator } from '../../infra/local/environment.ts';
import { invoke } from '../../infra/local/lambda.ts';
import { load, purchasesIn } from '../../infra/local/load.ts';
import { runNightly } from '../../infra/local/nightly.ts';
import { type Mail, settledOutbox } from '../../infra/local/outbox.ts';
import { readCustomers } from '../../infra/local/stored-customers.ts';
import { type Told, tell } from '../../infra/local/story.ts';
import { dateOfDay, dayOf, dayOfDate } from '../../shared/platform/days.ts';
import { DataQualityView } from '../../shared/quality/report/report-routes.ts';
import { fitsPhone, visit } from '../support/browser.ts';
import { findChromium } from '../support/chromium.ts';
import { aSmallShop } from '../support/shop.ts';

const stack = inject('stack');
const silent = () => {};

describe('a shop on a deployed stack', () => {
  const yesterday = dateOfDay(dayOf(Date.now(), 'Africa/Addis_Ababa') - 1);
  const sales = aSmallShop(yesterday);
  const api = apiAt(stack.apiUrl);
  const ours = new Set(sales.lines.map(({ customer }) => customer));
  let told: Told;

  // Other tests share the stack.
  const ourCustomers = async () =>
    (await readCustomers(stack.outputs)).filter(({ ids }) => ours.has(ids?.user ?? ''));

  beforeAll(async () => {
    useEmulator(stack.port);
    const emulator = { url: stack.emulatorUrl, port: stack.port, stop: async () => {} };
    told = await tell({ emulator, outputs: stack.outputs, apiUrl: stack.apiUrl, seconds: 0 }, sales);
  });

  const retentionMails = () =>
    told.mails.filter(({ To }) => To.some((address) => address.startsWith('customer-')));

  it('folds every purchase into its customer once', async () => {
    const customers = await ourCustomers();

    const orders = customers.reduce((sum, { stats }) => sum + (stats?.orders ?? 0), 0);
    expect(orders).toBe(purchasesIn(sales.lines));
    expect(customers).toHaveLength(ours.size);
  });

  it('writes one mail to each customer who turned at-risk in the last week, and to nobody else', async () => {
    const customers = await ourCustomers();
    const turned = customers.filter(
      ({ score }) =>
        score?.band === 'at-risk' &&
        score.since === dayOfDate(sales.asOf) &&
        score.previousBand !== undefined &&
        score.previousBand !== 'lapsed',
    );

    const addresses = retentionMails().flatMap(({ To }) => To);
    expect(turned.length).toBeGreaterThan(0);
    expect(addresses.sort()).toEqual(turned.map(({ profile }) => profile.email).sort());
  });

  it('sends the at-risk list once to each marketer', () => {
    const lists = told.mails.filter(({ To }) => To.some((address) => address.startsWith('marketer')));

    expect(lists.flatMap(({ To }) => To).sort()).toEqual([
      'marketer.am@example.com',
      'marketer.en@example.com',
    ]);
  });

  it('lists who is at risk, the most valuable first', async () => {
    const answer = await api.call('GET', '/v1/at-risk?limit=50', bearer(await told.owner.token()));

    const { data } = answer as { data: { valueAtRisk: { amount: number } }[] };
    const amounts = data.map(({ valueAtRisk }) => valueAtRisk.amount);
    expect(amounts.length).toBeGreaterThan(0);
    expect(amounts).toEqual([...amounts].sort((one, other) => other - one));
  });

  it('says how good the data is, and makes up no score where it is too early to tell', async () => {
    const answer = await api.call('GET', '/v1/data-quality', bearer(await told.owner.token()));
    const { date, overall, dimensions } = DataQualityView.parse(answer);
    const scores = Object.fromEntries(dimensions.map(({ dimension, score }) => [dimension, score]));

    expect(date).toBe(sales.asOf);
    expect(overall.score).toBe(told.summary.dataQuality.score);
    expect(scores.completeness).toBeGreaterThan(0);
    expect(scores.uniqueness).toBeGreaterThan(0);
    // Everything arrived today, whatever its date says.
    expect(scores.freshness).toBeNull();
  });

  it('refuses events without a write key and staff routes without a token', async () => {
    const event = { userId: 'c-1', event: 'Order Completed', properties: { total: 10 } };
    const headers = { authorization: basic('no-such-key'), 'content-type': 'application/json' };
    const tracked = await fetch(`${stack.apiUrl}/v1/track`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event),
    });
    const listed = await fetch(`${stack.apiUrl}/v1/at-risk`, {
      headers: { authorization: bearer('no-token') },
    });

    expect(tracked.status).toBe(401);
    expect(listed.status).toBe(401);
  });

  it('does everything again and mails nobody twice', async () => {
    const loader = { api, outputs: stack.outputs, writeKey: told.writeKey };
    const before = await ourCustomers();

    await load(loader, sales, { after: '0000-00-00', until: sales.asOf }, silent);
    await runNightly(stack.outputs, sales.asOf, silent);
    await invoke(stack.outputs.AtRiskListFunction, { businessDate: sales.asOf });
    const mails = await settledOutbox(stack.emulatorUrl, silent);

    expect(mails).toHaveLength(told.mails.length);
    const orders = (customers: typeof before) =>
      Object.fromEntries(
        customers.map(({ pk, stats, score }) => [pk, [stats?.orders, stats?.revenue, score?.band]]),
      );
    expect(orders(await ourCustomers())).toEqual(orders(before));
  });

  const linkIn = (mail: Mail | undefined) =>
    /https?:\/\/\S+\/u\/[\w.~-]+/.exec(mail?.BodyText ?? '')?.[0] ?? '';
  const consentOf = async (address: string | undefined) => {
    const customers = await ourCustomers();
    return customers.find(({ profile }) => profile.email === address)?.consents['email:marketing']?.status;
  };
  const isAmharic = ({ Subject }: Mail) => /\p{Script=Ethiopic}/u.test(Subject);

  it('ends the mails to somebody whose mail program follows the link in one', async () => {
    const mail = retentionMails().find((one) => !isAmharic(one));
    const { pathname } = new URL(linkIn(mail));

    const answer = await fetch(`${stack.apiUrl}${pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });

    expect(answer.status).toBe(200);
    await expect.poll(() => consentOf(mail?.To[0]), { timeout: 30_000 }).toBe('withdrawn');
  });

  describe.skipIf(!findChromium())('in a browser', () => {
    const site = `http://${stack.outputs.ApiId}.execute-api.localhost:${stack.port}`;

    it('asks an Amharic speaker in Amharic, and stops the mails only when the button is pressed', async () => {
      const mail = retentionMails().find(isAmharic);
      const { page, troubles, close } = await visit(linkIn(mail));
      const fits = await fitsPhone(page);
      const language = await page.getAttribute('html', 'lang');
      const before = await consentOf(mail?.To[0]);

      await page.click('button');
      await page.waitForSelector('text=ተከናውኗል');
      await close();

      expect({ fits, language, before, troubles }).toEqual({
        fits: true,
        language: 'am',
        before: 'granted',
        troubles: [],
      });
      await expect.poll(() => consentOf(mail?.To[0]), { timeout: 30_000 }).toBe('withdrawn');
    });

    it('describes the API on a page that asks nobody else for anything', async () => {
      const { page, troubles, strangers, close } = await visit(`${site}/docs`);
      const fits = await fitsPhone(page);
      const text = await page.textContent('body');
      await close();

      expect({ fits, troubles, strangers }).toEqual({ fits: true, troubles: [], strangers: [] });
      expect(text).toContain('/v1/batch');
      expect(text).toContain('/v1/at-risk');
    });
  });
});
