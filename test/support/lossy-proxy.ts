// A way to the API on which answers get lost, as on any real network: of each twenty requests one is told to wait, and two
// are stored and then answered 500, so that their sender sends them again.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { cors } from '../../infra/constructs/cors.ts';
import { listening } from './listening.ts';

export interface LossyProxy {
  url: string;
  /** What happened so far. */
  counts: { requests: number; lost: number; delayed: number; preflights: number };
  /** Content type and encoding of every request that was passed on. */
  kinds: Set<string>;
  stop(): Promise<void>;
}

const EVERY = 20;
const DELAYED = 9;
const LOST = new Set([4, 14]);

// Some libraries send all they have at once; a stack on one machine has a process per request.
const AT_ONCE = 2;

/** Lets so many tasks run at once, the others wait in line. */
function gate(width: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const open = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': cors.exposed.join(','),
};

/** As API Gateway answers with the configuration of our API. */
const preflight = (response: ServerResponse) =>
  response
    .writeHead(204, {
      ...open,
      'access-control-allow-headers': cors.headers.join(','),
      'access-control-allow-methods': cors.methods.join(','),
    })
    .end();

function passOn(target: string, request: IncomingMessage, bytes: Buffer): Promise<Response> {
  const { host: _host, connection: _connection, 'content-length': _length, ...rest } = request.headers;
  const headers = Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]);
  const { method = 'GET', url = '/' } = request;
  const body = method === 'POST' && { body: Uint8Array.from(bytes) };
  return fetch(`${target}${url}`, { method, headers, ...body });
}

/** Starts a proxy before `target`. */
export async function lossyProxy(target: string): Promise<LossyProxy> {
  const counts = { requests: 0, lost: 0, delayed: 0, preflights: 0 };
  const kinds = new Set<string>();
  const inTurn = gate(AT_ONCE);

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const bytes = await bodyOf(request);
    if (request.method === 'OPTIONS') {
      counts.preflights += 1;
      return preflight(response);
    }
    const turn = request.method === 'POST' ? counts.requests++ % EVERY : -1;
    if (turn === DELAYED) {
      counts.delayed += 1;
      return response.writeHead(429, { ...open, 'retry-after': '1' }).end();
    }
    kinds.add(`${request.headers['content-type']} ${request.headers['content-encoding'] ?? 'plain'}`);
    const answer = await inTurn(() => passOn(target, request, bytes));
    const text = await answer.text();
    if (LOST.has(turn)) {
      counts.lost += 1;
      return response.writeHead(500, open).end();
    }
    const retryAfter = answer.headers.get('retry-after');
    const headers = { ...open, ...(retryAfter && { 'retry-after': retryAfter }) };
    return response.writeHead(answer.status, { ...headers, 'content-type': 'application/json' }).end(text);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  return { ...(await listening(server)), counts, kinds };
}
