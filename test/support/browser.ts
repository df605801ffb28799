// A browser that looks at our pages as a phone does, and notes what went wrong on them.
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';

const PHONE = { width: 390, height: 844 };

export interface Visit {
  page: Page;
  /** Errors of scripts and requests that failed. */
  troubles: string[];
  /** Hosts other than the page's own that it asked for anything. */
  strangers: string[];
  close(): Promise<void>;
}

/** Chromium's sandbox does not start for root, as which tests run in containers. */
const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

/** Opens an address. Close the visit afterwards. */
export async function visit(address: string): Promise<Visit> {
  const browser = await launch();
  const page = await browser.newPage({ viewport: PHONE });
  const [troubles, strangers]: [string[], string[]] = [[], []];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('requestfailed', (request) => troubles.push(`${request.url()} failed`));
  page.on('request', (request) => {
    const { host, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && host !== new URL(address).host) strangers.push(host);
  });
  await page.goto(address);
  return { page, troubles, strangers, close: () => browser.close() };
}

/** Whether the page fits a phone's width without being pushed sideways. */
export const fitsPhone = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
