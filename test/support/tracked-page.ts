// A shop's page with Segment's library for browsers in it, the package bundled as a shop would bundle it.
import { createServer } from 'node:http';
import { buildSync } from 'esbuild';
import { listening } from './listening.ts';

export interface TrackedPage {
  url: string;
  stop(): Promise<void>;
}

/** The page's scripts find the library as `window.AnalyticsBrowser`. */
export async function trackedPage(): Promise<TrackedPage> {
  const entry =
    "import { AnalyticsBrowser } from '@segment/analytics-next'; window.AnalyticsBrowser = AnalyticsBrowser;";
  const { outputFiles } = buildSync({
    stdin: { contents: entry, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    minify: true,
    define: { 'process.env': '{}', global: 'window' },
    logLevel: 'error',
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer(({ url }, response) => {
    const [type, text] =
      url === '/shop.js' ? ['text/javascript', script] : ['text/html', '<script src="/shop.js"></script>'];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text);
  });
  return listening(server);
}

export interface PageOptions {
  source: string;
  writeKey: string;
  /** Address of the API. */
  api: string;
  /** More settings of the library's Segment.io plugin. */
  delivery: object;
  events: number;
}

interface Library {
  load(
    settings: { writeKey: string; cdnURL: string },
    options: object,
  ): Promise<[{ track(event: string, properties: object, options: object): Promise<unknown> }, unknown]>;
}

/** Runs in the page: sends events, a quarter of them twice, each with an id and a time of the shop's own. */
export async function sendFromPage({ source, writeKey, api, delivery, events }: PageOptions): Promise<void> {
  const { AnalyticsBrowser } = globalThis as unknown as { AnalyticsBrowser: Library };
  const apiHost = `${api.replace('http://', '')}/v1`;
  const [library] = await AnalyticsBrowser.load(
    { writeKey, cdnURL: api },
    { integrations: { 'Segment.io': { apiHost, protocol: 'http', ...delivery } } },
  );
  for (let index = 0; index < events * 1.25; index += 1) {
    const place = index % events;
    const timestamp = new Date(Date.UTC(2026, 9, 1) + place * 1_000);
    void library.track('Product Viewed', { place }, { messageId: `${source}-${place}`, timestamp });
  }
}
