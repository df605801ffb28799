import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { handler } from '../../functions/docs/api.ts';
import { docsRoutes } from '../../shared/docs/routes.ts';
import { calling } from '../support/invoke.ts';

const when = calling(handler, docsRoutes);

const assetsOf = (page: string) => [...page.matchAll(/"(docs\/[^"]+)"/g)].map(([, path]) => `/${path}`);

describe('the documentation', () => {
  test('is open to everyone, as a document and as a page', async () => {
    const document = await when.get('/openapi.json');
    const page = await when.get('/docs');

    expect(document.json.openapi).toMatch(/^3\.1/);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<h1>Tamagn API</h1>');
  });

  test('forbids the browser everything but its own style sheet and icon', async () => {
    const { headers } = await when.get('/docs');

    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|script/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test('serves the assets its page names, for ever, because a changed one has another name', async () => {
    const assets = assetsOf((await when.get('/docs')).text);

    expect(assets.length).toBe(2);
    for (const asset of assets) {
      const { status, headers } = await when.get(asset);
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
  });

  test.each(['style.css', '..%2F..%2Fpackage.json', 'constructor'])('has no asset %s', async (name) => {
    expect((await when.get(`/docs/${name}`)).status).toBe(404);
  });

  test('goes gzipped to those who can read it, and is the same then', async () => {
    const headers = { 'Accept-Encoding': 'br, gzip' };
    const plain = await when.get('/docs');

    const { headers: sent, bytes } = await when.get('/docs', { headers });

    expect(sent).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(bytes).toString()).toBe(plain.text);
  });

  test('is not sent again to those who have it', async () => {
    const { headers } = await when.get('/docs');

    const again = await when.get('/docs', { headers: { 'If-None-Match': headers.etag ?? '' } });

    expect(again).toMatchObject({ status: 304, text: '' });
  });
});
