// The documentation over HTTP: the OpenAPI document, the page, its style sheet and icon. Reads no table.
import about from '../../package.json' with { type: 'json' };
import { docsFiles, type File, type Files } from '../../shared/docs/files.ts';
import { docsRoutes } from '../../shared/docs/routes.ts';
import { notFound } from '../../shared/platform/errors.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

let made: Files | undefined;

const files = (): Files => {
  made ??= docsFiles({ title: 'Tamagn API', version: about.version, description: about.description });
  return made;
};

type Headers = Readonly<Record<string, string | undefined>>;

function serve(file: File, request: Headers, headers: Record<string, string>) {
  const shared = { ...headers, etag: file.etag, vary: 'accept-encoding', 'referrer-policy': 'no-referrer' };
  if (request['if-none-match']?.includes(file.etag)) return { status: 304, headers: shared };
  const canUnzip = /\bgzip\b/.test(request['accept-encoding'] ?? '');
  return {
    contentType: file.type,
    headers: { ...shared, ...(canUnzip && { 'content-encoding': 'gzip' }) },
    body: canUnzip ? file.gzipped : file.text,
  };
}

const briefly = { 'cache-control': 'public, max-age=300' };
// The name of an asset changes with its content.
const forever = { 'cache-control': 'public, max-age=31536000, immutable' };
const pagePolicy = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

export const handler = httpHandler(docsRoutes, {
  'GET /openapi.json': async ({ headers }) => serve(files().openapi, headers, briefly),
  'GET /docs': async ({ headers }) => serve(files().page, headers, { ...briefly, ...pagePolicy }),
  'GET /docs/{asset}': async ({ params, headers }) => {
    const asset = files().assets.get(params.asset);
    if (!asset) throw notFound('There is no such file.');
    return serve(asset, headers, forever);
  },
});
