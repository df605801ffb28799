// What the nightly pass costs: capacity units per customer as DynamoDB Local reports them, and customers a second of
// one worker on pages in memory. Run alone: node test/bench/nightly.ts
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readRow } from '../../shared/churn/nightly-store.ts';
import { currentOf } from '../../shared/churn/program-store.ts';
import type { InForce } from '../../shared/churn/rescore.ts';
import { emptyScored, type ScanRow, scorePage } from '../../shared/churn/scored.ts';
import type { NightlyParts } from '../../shared/churn/steps/parts.ts';
import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { Census } from '../../shared/quality/census.ts';
import { hasherOf } from '../../shared/quality/duplicates/match-keys.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { createTables } from '../support/engine-tables.ts';
import { aCustomer } from '../support/factories.ts';
import { MemoryObjects } from '../support/memory-objects.ts';
import { runPass } from '../support/nightly-pass.ts';
import { aShopper } from '../support/shoppers.ts';
import { business, openShop, shoppingDays, statsOf } from '../support/small-shop.ts';
import { metered } from './meter.ts';
import { printTable } from './table.ts';

const CUSTOMERS = 3_000;
const IN_MEMORY = 100_000;
const PAGE = 1_200;
const today = dayOfDate('2026-10-05');

async function passes(url: string): Promise<InForce> {
  const client = new DynamoDBClient({ endpoint: url });
  await createTables(client, 'bench-');
  const table = (name: string) => new Table(documentClient(client), `bench-${name}`);
  const parts: NightlyParts = {
    customers: table('Customers'),
    activity: table('Activity'),
    program: table('Program'),
    objects: new MemoryObjects(),
    business,
  };
  await openShop({ Customers: parts.customers, Activity: parts.activity }, CUSTOMERS, today);
  const units = metered(client);
  const rows: string[][] = [];
  const night = async (what: string, later: number) => {
    const before = { ...units };
    const { run } = await runPass(parts, { businessDate: dateOfDay(today + later), approved: true });
    const each = (now: number, then: number) => ((now - then) / CUSTOMERS).toFixed(3);
    rows.push([
      what,
      each(units.read, before.read),
      each(units.written, before.written),
      String(run?.written),
    ]);
  };
  await night('the first: fit, everybody gets a score', 0);
  await night('the same date again', 0);
  await night('the next', 1);
  await night('the one after', 2);
  await night('a week on: fit, new model', 7);
  printTable(
    `Nightly pass over ${CUSTOMERS} customers (DynamoDB Local)`,
    ['night', 'read units per customer', 'write units per customer', 'scores written'],
    rows,
  );
  const current = await currentOf(parts.program);
  if (!current) throw new Error('no model after a pass');
  return current;
}

function throughput(current: InForce): void {
  const items = Array.from({ length: IN_MEMORY }, (_, i) => {
    const pk = `cus_${String(i).padStart(26, '0')}`;
    const { stats } = aCustomer({ pk, stats: statsOf(shoppingDays(i % 5_000, today)) });
    return { pk, stats };
  });
  const rate = (act: () => void): string => {
    const start = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(start);
    return Math.round(IN_MEMORY / ((user + system) / 1e6)).toLocaleString('en');
  };
  const people = items.map(({ pk, stats }, i) => ({ ...aShopper(i, pk), stats }));
  const census = new Census(hasherOf(keyringOf('a secret of the benchmark, long enough'), '2026-10-05'));
  const rows: ScanRow[] = [];
  const reading = rate(() => {
    for (const item of items) rows.push(readRow(item));
  });
  const score = (model: InForce) => () => {
    const found = emptyScored();
    for (let at = 0; at < rows.length; at += PAGE) {
      scorePage(rows.slice(at, at + PAGE), model, today + 14, found);
    }
  };
  const bare = (k: number, params: InForce['model']['params']): InForce => ({
    model: { ...current.model, method: undefined, k, params },
  });
  // As fitted to CDNOW and to Online Retail 2011; the made-up shop here buys more regularly than either.
  const cdnow = bare(1, { r: 0.525, alpha: 6.189, a: 0.892, b: 1.618 });
  const onlineRetail = bare(2, { r: 0.863, alpha: 4.313, a: 0.156, b: 1.865 });
  const { method, k } = current.model;
  printTable(
    `One worker, ${IN_MEMORY.toLocaleString('en')} customers in pages of ${PAGE} in memory`,
    ['work', 'customers per second of processor time'],
    [
      ['checking rows', reading],
      [
        'what records hold, and hashes to find duplicates by',
        rate(() => {
          for (const person of people) census.see(person);
        }),
      ],
      ['scoring, counting, deciding what to write: timing model, k = 1', rate(score(cdnow))],
      ['the same, k = 2', rate(score(onlineRetail))],
      [`the same, method in force (${method?.name}), k = ${k}`, rate(score(current))],
    ],
  );
}

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});
const engine = await startDynamoDbLocal();
try {
  throughput(await passes(engine.url));
} finally {
  await engine.stop();
}
