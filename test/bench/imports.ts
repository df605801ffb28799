// What an import costs: rows a second of the look at the whole file, of judging rows, and of a worker that writes to
// DynamoDB Local, with capacity units per row. Run alone: node test/bench/imports.ts [rows]
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { columnsOf } from '../../shared/imports/mapping.ts';
import { survey } from '../../shared/imports/survey.ts';
import { type Work, workRows } from '../../shared/imports/work-rows.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { createTables, tableNames } from '../support/engine-tables.ts';
import { ImportWorld } from '../support/import-run.ts';
import { metered } from './meter.ts';
import { printTable } from './table.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const JUDGED = 20_000;
const STORED = 4_000;
const NOW = Date.parse('2026-11-22T06:00:00Z');
const HEADER = 'order id,date,amount,customer id,name,phone\n';

/** A shop in which everybody buys four times. */
const line = (n: number): string =>
  `INV-${n},${(n % 27) + 1}/10/2026,"${(n % 900) + 10},000.50",C-${n >> 2},Abebe Bekele,09${String(11_000_000 + (n >> 2)).slice(-8)}\n`;

async function* file(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(HEADER);
  for (let n = 0; n < rows; n += 1_000) {
    yield Buffer.from(Array.from({ length: Math.min(1_000, rows - n) }, (_, i) => line(n + i)).join(''));
  }
}

async function rate(rows: number, act: () => unknown): Promise<string> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return Math.round(rows / ((user + system) / 1e6)).toLocaleString('en');
}

const columns = columnsOf(HEADER.trim().split(','), {}, 'purchases').columns;
const work: Work = {
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

async function processorTime(): Promise<void> {
  const options = {
    kind: 'purchases' as const,
    mapping: {},
    calendar: 'gregorian' as const,
    delimiter: ',' as const,
    limits: { bytes: 4 * 1024 * 1024, rows: 5_000 },
  };
  const looked = await rate(ROWS, () => survey(file(ROWS), options));
  const peak = process.resourceUsage().maxRSS / 1_024;
  const chunk = Buffer.from(Array.from({ length: JUDGED }, (_, n) => line(n)).join(''));
  printTable(
    `Imports, one core: a file of ${ROWS.toLocaleString('en')} orders (peak memory ${Math.round(peak)} MB)`,
    ['work', 'rows per second of processor time'],
    [
      ['the look at the whole file (records, equal rows, dates)', looked],
      ['judging rows', await rate(JUDGED, () => workRows(chunk, work))],
    ],
  );
}

async function stored(url: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint: url });
  await createTables(client, 'bench-');
  const units = metered(client);
  const documents = documentClient(client);
  const tables = Object.fromEntries(tableNames.map((name) => [name, new Table(documents, `bench-${name}`)]));
  const world = new ImportWorld(tables as Record<TableName, Table>);
  const rows: string[][] = [];
  const text = HEADER + Array.from({ length: STORED }, (_, n) => line(n)).join('');
  for (const what of ['orders of new customers, four each', 'the same file as another upload']) {
    const before = { ...units };
    const start = performance.now();
    await world.run(await world.upload('purchases', text, NOW), 'start', NOW);
    const seconds = (performance.now() - start) / 1_000;
    const each = (now: number, then: number) => ((now - then) / STORED).toFixed(2);
    rows.push([
      what,
      String(Math.round(STORED / seconds)),
      each(units.written, before.written),
      each(units.read, before.read),
    ]);
  }
  printTable(
    `Imports, one worker against DynamoDB Local, ${STORED.toLocaleString('en')} orders`,
    ['file', 'rows per second (this machine)', 'write units per row', 'read units per row'],
    rows,
  );
  client.destroy();
}

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
});
await processorTime();
const engine = await startDynamoDbLocal();
try {
  await stored(engine.url);
} finally {
  await engine.stop();
}
