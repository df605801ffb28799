// Real tracking libraries, unchanged, on a bad line to a deployed stack: every event is stored, and none twice.
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { apiAt, bearer } from '../../infra/local/api.ts';
import { useEmulator } from '../../infra/local/environment.ts';
import { createOwner } from '../../infra/local/owner.ts';
import { tableOf } from '../../infra/local/stored-customers.ts';
import { findChromium } from '../support/chromium.ts';
import { type LossyProxy, lossyProxy } from '../support/lossy-proxy.ts';
import { realClients, type Sender, someCalls } from '../support/real-clients.ts';
import { sendFromPage, type TrackedPage, trackedPage } from '../support/tracked-page.ts';

const stack = inject('stack');
const DISTINCT = 906;
const REPEATED = 100;
const started = Date.now();
const sourceOf = (client: string) => client.replace(/\W+/g, '-').replace(/^-/, '');

let newKey: (source: string) => Promise<string>;
const proxies: LossyProxy[] = [];
const proxyFor = async () => {
  const proxy = await lossyProxy(stack.apiUrl);
  proxies.push(proxy);
  return proxy;
};

/** Message ids in the log by source; each as often as it is stored. */
async function storedIds(): Promise<Map<string, string[]>> {
  const activity = tableOf(stack.outputs, 'ActivityTable');
  const bySource = new Map<string, string[]>();
  let startKey: Record<string, string | number> | undefined;
  do {
    const page = await activity.scanPage({ ExclusiveStartKey: startKey, ConsistentRead: true });
    for (const { kind, source, id } of page.items) {
      if (kind === 'identity' || kind === undefined) continue;
      bySource.set(String(source), [...(bySource.get(String(source)) ?? []), String(id)]);
    }
    startKey = page.lastKey;
  } while (startKey);
  return bySource;
}

beforeAll(async () => {
  useEmulator(stack.port);
  const owner = await createOwner(stack.outputs, 'clients@example.com');
  const api = apiAt(stack.apiUrl);
  const authorization = bearer(await owner.token());
  newKey = async (source) => {
    const made = await api.call('POST', '/v1/write-keys', authorization, {
      name: source,
      kind: 'server',
      source,
    });
    return z.object({ key: z.string() }).parse(made).key;
  };
});

afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
});

describe('libraries for servers', () => {
  const lines = new Map<string, LossyProxy>();
  let stored: Map<string, string[]>;

  beforeAll(async () => {
    const run = async ([client, send]: [string, Sender]) => {
      const proxy = await proxyFor();
      lines.set(client, proxy);
      const source = sourceOf(client);
      await send(proxy.url, await newKey(source), someCalls(source, DISTINCT, REPEATED, started - 3_600_000));
    };
    await Promise.all(Object.entries(realClients).map(run));
    stored = await storedIds();
  });

  it.each(Object.keys(realClients))('%s: 1,006 calls of 906 events end as 906 events', (client) => {
    const source = sourceOf(client);
    const sent = Array.from({ length: DISTINCT }, (_, index) => `${source}-${index}`);

    expect([...(stored.get(source) ?? [])].sort()).toEqual(sent.sort());
    expect(lines.get(client)?.counts.lost).toBeGreaterThan(0);
    expect(lines.get(client)?.counts.delayed).toBeGreaterThan(0);
  });

  it('send what they are known to send: gzip that is called a form among it', () => {
    const kinds = [...lines].map(([client, { kinds }]) => [client, [...kinds]]);

    expect(Object.fromEntries(kinds)).toMatchObject({
      '@rudderstack/rudder-sdk-node': ['application/x-www-form-urlencoded gzip'],
      '@segment/analytics-node': ['application/json plain'],
    });
  });
});

const browserPath = findChromium();

describe.skipIf(browserPath === undefined)('analytics.js in a browser', () => {
  const EVENTS = 40;
  let browser: Browser;
  let page: TrackedPage;

  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ ...(browserPath && { executablePath: browserPath }), args });
    page = await trackedPage();
  });
  afterAll(async () => {
    await page?.stop();
    await browser?.close();
  });

  it.each([
    ['each event by itself', {}],
    ['events in batches', { deliveryStrategy: { strategy: 'batching', config: { size: 5, timeout: 200 } } }],
  ])(
    'sends %s, asks first as browsers do, and ends with every event once',
    async (title, delivery) => {
      const source = sourceOf(`browser-${title}`);
      const proxy = await proxyFor();
      const tab = await browser.newPage();
      await tab.goto(page.url);
      const options = { source, writeKey: await newKey(source), api: proxy.url, delivery, events: EVENTS };

      await tab.evaluate(sendFromPage, options);

      const sent = Array.from({ length: EVENTS }, (_, index) => `${source}-${index}`).sort();
      await vi.waitFor(async () => expect((await storedIds()).get(source)?.sort()).toEqual(sent), {
        timeout: 60_000,
        interval: 1_000,
      });
      expect(proxy.counts.preflights).toBeGreaterThan(0);
      expect([...proxy.kinds].filter((kind) => kind.startsWith('text/plain'))).not.toEqual([]);
      await tab.close();
    },
    90_000,
  );
});
