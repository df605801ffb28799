// What an import costs: judging rows, a worker that writes (to a store that answers at once, and to DynamoDB Local) with
// requests and units per row, and the memory of the steps that see the whole file.
// Run alone: node test/bench/imports.ts [rows of the largest file]
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { columnsOf } from '../../shared/imports/mapping.ts';
import { work } from '../../shared/imports/steps/work.ts';
import { type Work, workRows } from '../../shared/imports/work-rows.ts';
import { documentClient, patientClient, Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { createTables, tableNames } from '../support/engine-tables.ts';
import { ImportWorld } from '../support/import-run.ts';
import { startAnsweringStore } from './answering-store.ts';
import { benchMemory } from './import-memory.ts';
import { type Metered, metered } from './meter.ts';
import { printTable } from './table.ts';

const ROWS = Number(process.argv[2] ?? 1_048_576);
const JUDGED = 20_000;
const CHUNK = 5_000;
const ON_ENGINE = 1_000;
const LATENCY_MS = 8;
const NEW_TABLE_UNITS = 4_000;
const ON_BUSY = 5_000;
const NOW = Date.parse('2026-11-22T06:00:00Z');
const HEADER = 'order id,date,amount,customer id,name,phone\n';

/** `each`: how many orders a customer has; `shop` keeps files apart. */
const line = (n: number, each: number, shop: string): string => {
  const who = Math.floor(n / each);
  return `${shop}-${n},${(n % 27) + 1}/10/2026,"${(n % 900) + 10},000.50",${shop}-C-${who},Abebe Bekele,09${shop}${String(1_000_000 + who)}\n`;
};
const file = (rows: number, each: number, shop: string): string =>
  Array.from({ length: rows }, (_, n) => line(n, each, shop)).join('');

const columns = columnsOf(HEADER.trim().split(','), {}, 'purchases').columns;
const rowsOfWork: Work = {
  plan: { kind: 'purchases', delimiter: ',', columns },
  firstRow: 2,
  notes: undefined,
  reading: {
    country: 'ET',
    currency: 'ETB',
    timeZone: 'Africa/Addis_Ababa',
    dates: { calendar: 'gregorian', order: 'day-first', today: '2026-11-22' },
    isCommaDecimal: false,
    now: NOW,
  },
};

async function spent(act: () => unknown): Promise<{ cpu: number; seconds: number }> {
  const before = process.cpuUsage();
  const start = performance.now();
  await act();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, seconds: (performance.now() - start) / 1_000 };
}

async function judging(): Promise<void> {
  const chunk = Buffer.from(file(JUDGED, 4, '1'));
  const { cpu } = await spent(() => workRows(chunk, rowsOfWork));
  printTable(
    'Imports, one core',
    ['work', 'rows a second of processor time'],
    [['judging rows, orders of four a customer', Math.round(JUDGED / cpu).toLocaleString('en')]],
  );
}

interface Worker {
  units: Metered;
  /** Takes a file in; the time of planning it is not counted. */
  take(text: string): Promise<{ cpu: number; seconds: number }>;
}

/** A worker whose people and log are at `log`, while the import itself is kept at `engine`. */
function worker(engine: DynamoDBClient, log: ReturnType<typeof documentClient>): Worker {
  const at = (client: ReturnType<typeof documentClient>) =>
    Object.fromEntries(tableNames.map((name) => [name, new Table(client, `bench-${name}`)])) as Record<
      TableName,
      Table
    >;
  const world = new ImportWorld(at(documentClient(engine)));
  const people = new ImportWorld(at(log));
  const units = metered(log);
  return {
    units,
    take: async (text) => {
      const id = await world.upload('purchases', HEADER + text, NOW);
      const { tasks } = await world.plan(id, 'start', NOW);
      return spent(async () => {
        for (const task of tasks) await work({ ...world.parts, log: people.parts.log }, task);
      });
    },
  };
}

async function measured({ units, take }: Worker, rows: number): Promise<string[][]> {
  // Compiled code and open connections, as a worker has them after its first chunk.
  await take(file(500, 1, '0'));
  const files: [string, string][] = [
    ['orders of new customers, one each', file(rows, 1, '1')],
    ['orders of new customers, four each', file(rows, 4, '2')],
    ['orders of customers known already', file(rows, 4, '2').replaceAll(/^2-(\d+)/gm, '3-$1')],
  ];
  const table: string[][] = [];
  for (const [what, text] of files) {
    const before = { ...units };
    const { cpu, seconds } = await take(text);
    const per = (of: keyof Metered, digits: number) => ((units[of] - before[of]) / rows).toFixed(digits);
    table.push([
      what,
      String(Math.round(rows / seconds)),
      ((1_000 * cpu) / rows).toFixed(2),
      per('requests', 3),
      per('written', 2),
      per('read', 2),
    ]);
  }
  return table;
}

const SHOWN = [
  'file',
  'rows a second (this machine)',
  'ms of processor per row',
  'requests per row',
  'write units per row',
  'read units per row',
];
const UNITS_FROM = 4;

async function writing(): Promise<void> {
  const engine = await startDynamoDbLocal();
  const store = await startAnsweringStore(LATENCY_MS);
  const [local, answering] = [engine.url, store.url].map((endpoint) => new DynamoDBClient({ endpoint })) as [
    DynamoDBClient,
    DynamoDBClient,
  ];
  try {
    await createTables(local, 'bench-');
    printTable(
      `Imports, one worker and a store that answers after ${LATENCY_MS} ms and does nothing, ${CHUNK} orders`,
      SHOWN.slice(0, UNITS_FROM),
      (await measured(worker(local, documentClient(answering)), CHUNK)).map((row) =>
        row.slice(0, UNITS_FROM),
      ),
    );
    const own = new DynamoDBClient({ endpoint: engine.url });
    printTable(
      `Imports, one worker against DynamoDB Local, ${ON_ENGINE} orders`,
      SHOWN,
      await measured(worker(local, documentClient(own)), ON_ENGINE),
    );
  } finally {
    local.destroy();
    answering.destroy();
    store.stop();
    await engine.stop();
  }
}

/** A worker that could send more than a new table takes: how near to the limit it keeps, with nothing failing. */
async function waiting(): Promise<void> {
  const engine = await startDynamoDbLocal();
  const store = await startAnsweringStore(LATENCY_MS, NEW_TABLE_UNITS);
  const local = new DynamoDBClient({ endpoint: engine.url });
  try {
    await createTables(local, 'bench-');
    const { take, units } = worker(local, patientClient({ endpoint: store.url }));
    const { seconds } = await take(file(ON_BUSY, 1, '1'));
    // Each order is an entry of a unit, and so is what is said of its buyer.
    const used = (units.written + 2 * ON_BUSY) / seconds;
    printTable(
      `Imports, one worker and a store that takes ${NEW_TABLE_UNITS} write units a second`,
      ['file', 'rows a second', 'write units a second'],
      [
        [
          'orders of new customers, one each',
          String(Math.round(ON_BUSY / seconds)),
          String(Math.round(used)),
        ],
      ],
    );
  } finally {
    local.destroy();
    store.stop();
    await engine.stop();
  }
}

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
});
await judging();
await writing();
await waiting();
await benchMemory(ROWS);
