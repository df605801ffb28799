// A process that answers like DynamoDB after a fixed time and keeps identities only: what a sender can do when the store
// is not the limit. With `mostUnits` a second for writes it refuses more, as a table does that has just been made.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

interface Item {
  pk: { S: string };
  customerId?: unknown;
}
/** What of DynamoDB's requests matters here. */
interface Asked {
  RequestItems?: Record<string, { Keys: Item[] } & unknown[]>;
  TransactItems?: { Put?: { Item: Item } }[];
}

const BURST_SECONDS = 1;

function unitsOf(target: string, asked: Asked): number {
  if (target === 'TransactWriteItems') return 2 * (asked.TransactItems?.length ?? 0);
  if (target === 'BatchWriteItem')
    return Object.values(asked.RequestItems ?? {}).reduce((n, list) => n + list.length, 0);
  return target === 'BatchGetItem' ? 0 : 1;
}

const identities = new Map<string, Item>();

function answerOf(target: string, asked: Asked): unknown {
  for (const { Put } of asked.TransactItems ?? []) {
    if (Put?.Item.customerId) identities.set(Put.Item.pk.S, Put.Item);
  }
  if (target === 'BatchWriteItem') return { UnprocessedItems: {} };
  if (target !== 'BatchGetItem') return {};
  const tables = Object.entries(asked.RequestItems ?? {});
  const Responses = Object.fromEntries(
    tables.map(([table, { Keys }]) => [table, Keys.flatMap(({ pk }) => identities.get(pk.S) ?? [])]),
  );
  return { Responses, UnprocessedKeys: {} };
}

async function serve(latencyMs: number, mostUnits: number): Promise<void> {
  let budget = mostUnits * BURST_SECONDS;
  let then = performance.now();
  const take = (units: number): boolean => {
    const now = performance.now();
    budget = Math.min(mostUnits * BURST_SECONDS, budget + ((now - then) / 1_000) * mostUnits);
    then = now;
    if (units > budget) return false;
    budget -= units;
    return true;
  };
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as Asked;
    const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const isTaken = take(unitsOf(target, asked));
    await wait(latencyMs);
    response.writeHead(isTaken ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
    const refusal = {
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      message: 'busy',
    };
    response.end(JSON.stringify(isTaken ? answerOf(target, asked) : refusal));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

export interface AnsweringStore {
  url: string;
  stop(): void;
}

/** Starts the process. */
export async function startAnsweringStore(
  latencyMs: number,
  mostUnits = Number.MAX_SAFE_INTEGER,
): Promise<AnsweringStore> {
  const child = fork(import.meta.filename, [String(latencyMs), String(mostUnits)]);
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}

if (import.meta.main) await serve(Number(process.argv[2]), Number(process.argv[3]));
