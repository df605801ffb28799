// What the documentation serves, ready to send: the document, the page and its assets, plain and gzipped.
import { gzipSync } from 'node:zlib';
import { hashOf } from '../platform/ids.ts';
import { areas } from './areas.ts';
import { type About, openApiOf } from './openapi.ts';
import { pageOf } from './page.ts';
import { style } from './style.ts';

export interface File {
  type: string;
  text: string;
  gzipped: Uint8Array;
  etag: string;
}

export interface Files {
  openapi: File;
  page: File;
  /** By file name; the name holds a hash of the content. */
  assets: ReadonlyMap<string, File>;
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b53"/>
<path d="M16 25 7.6 16.6a5.4 5.4 0 0 1 7.6-7.6l.8.8.8-.8a5.4 5.4 0 0 1 7.6 7.6z" fill="#fdfdfb"/></svg>`;

const file = (type: string, text: string): File => ({
  type,
  text,
  gzipped: gzipSync(text, { level: 9 }),
  etag: `"${hashOf([text])}"`,
});

const named = (base: string, extension: string, text: string) => `${base}-${hashOf([text], 10)}.${extension}`;

/** Made once per process. */
export function docsFiles(about: About): Files {
  const document = openApiOf(areas, about);
  const [styleName, iconName] = [named('style', 'css', style), named('icon', 'svg', icon)];
  return {
    openapi: file('application/json', JSON.stringify(document)),
    page: file('text/html; charset=utf-8', pageOf(document, `docs/${styleName}`, `docs/${iconName}`)),
    assets: new Map([
      [styleName, file('text/css; charset=utf-8', style)],
      [iconName, file('image/svg+xml', icon)],
    ]),
  };
}
