// What counting costs and how right it is: write units of the flow counters, the error of their counts, false alarms and
// delays of silences. Run alone: node test/bench/quality.ts
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { countRecords } from '../../shared/quality/flow/count-records.ts';
import { countOf, knownFrom, membersToAdd, packMember } from '../../shared/quality/flow/distinct-count.ts';
import { FlowCounters } from '../../shared/quality/flow/flow-counter-store.ts';
import { seededRandom } from '../../shared/stats/random.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { createTables } from '../support/engine-tables.ts';
import { delaysOf, falseAlarmsOf, type SourceName, simulatedSources } from '../support/flow-sources.ts';
import { anArrival } from '../support/flow-world.ts';
import { aRecord } from '../support/log-world.ts';
import { metered } from './meter.ts';
import { printTable } from './table.ts';

/** How the kinds of a shop's events are spread: mostly visits, one purchase in ten. */
const kinds = [
  'visit',
  'visit',
  'event',
  'visit',
  'identify',
  'visit',
  'event',
  'visit',
  'visit',
  'purchase',
];

function counting(counters: FlowCounters) {
  return (records: Parameters<typeof countRecords>[0]) =>
    countRecords(records, {
      timeZone: 'Africa/Addis_Ababa',
      add: (ticks) => counters.add(ticks),
      failed: (error) => {
        throw error;
      },
    });
}

async function costs(url: string): Promise<string[][]> {
  const client = new DynamoDBClient({ endpoint: url });
  await createTables(client, 'bench-');
  const units = metered(client);
  const program = new Table(documentClient(client), 'bench-Program');
  const rows: string[][] = [];
  const measure = async (what: string, date: string, events: number, sizes: number[], restarts: number) => {
    const before = { ...units };
    let count = counting(new FlowCounters(program));
    let [number, batch, sets] = [0, 0, 0];
    while (number < events) {
      const size = Math.min(sizes[batch % sizes.length] ?? 1, events - number);
      const records = Array.from({ length: size }, (_, index) => {
        const kind = kinds[(number + index) % kinds.length] as 'visit';
        return aRecord(undefined, anArrival({ number: number + index, date, kind, source: 'web-shop' }));
      });
      await count(records);
      number += size;
      batch += 1;
      if (restarts > 0 && batch % restarts === 0) count = counting(new FlowCounters(program));
    }
    for (const kind of new Set(kinds)) {
      const item = await program.get({ pk: `flow#${date}`, sk: `web-shop#${kind}` });
      for (const { length } of (item?.members as Set<Uint8Array> | undefined) ?? []) sets += length;
    }
    const written = units.written - before.written;
    rows.push([what, `${batch}`, (written / events).toFixed(3), written.toFixed(0), `${sets}`]);
  };
  await measure('300 events, 1 to 5 a batch', '2026-03-01', 300, [1, 2, 3, 4, 5], 0);
  await measure('the same, a new process every 10 batches', '2026-03-02', 300, [1, 2, 3, 4, 5], 10);
  await measure('5,000 events, 20 a batch', '2026-03-03', 5_000, [20], 50);
  await measure('50,000 events, 100 a batch', '2026-03-04', 50_000, [100], 50);
  client.destroy();
  return rows;
}

function errors(): string[][] {
  return [100, 1_000, 10_000, 100_000].map((count) => {
    const sets = count > 10_000 ? 60 : 300;
    const relative: number[] = [];
    const bytes: number[] = [];
    for (let seed = 0; seed < sets; seed += 1) {
      const members = countedSet(count, seed);
      relative.push(countOf(members) / count - 1);
      bytes.push([...members].reduce((sum, member) => sum + packMember(member).length, 0));
    }
    const mean = relative.reduce((sum, one) => sum + one, 0) / sets;
    const square = Math.sqrt(relative.reduce((sum, one) => sum + one ** 2, 0) / sets);
    const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
    const worst = Math.max(...relative.map(Math.abs));
    return [
      count.toLocaleString('en'),
      percent(square),
      percent(mean),
      percent(worst),
      `${Math.max(...bytes)}`,
    ];
  });
}

function countedSet(count: number, seed: number): Set<number> {
  const random = seededRandom(seed);
  let known = knownFrom(new Set());
  for (let start = 0; start < count; start += 100) {
    const hashes = Array.from({ length: 100 }, () => Math.floor(random.uniform() * 2 ** 32));
    const more = membersToAdd(known, hashes);
    if (more.length > 0) known = knownFrom(new Set([...known.members, ...more]));
  }
  return new Set(known.members);
}

function silences(years: number): string[][] {
  const names = Object.keys(simulatedSources) as SourceName[];
  return names.flatMap((name) =>
    [0.5, 1, 3, 10, 100, 1_000].map((perDay) => {
      const { alarms, drops } = falseAlarmsOf(name, { perDay, years, seed: 1 });
      const { median, late } = delaysOf(name, { perDay, tries: 2 * years, seed: 2 });
      return [name, `${perDay}`, alarms.toFixed(2), drops.toFixed(2), `${median}`, `${late}`];
    }),
  );
}

/** Prints the three tables. Needs Java for DynamoDB Local. */
export async function benchQuality(): Promise<void> {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const engine = await startDynamoDbLocal();
  try {
    const header = ['a day of one source', 'batches', 'write units an event', 'in all', 'bytes of sets'];
    printTable('Flow counters', header, await costs(engine.url));
  } finally {
    await engine.stop();
  }
  printTable('Counts', ['distinct', 'standard error', 'bias', 'worst', 'bytes of set, at most'], errors());
  const header = [
    'source',
    'events a day',
    'false alarms a year',
    'false drops a year',
    'told after days',
    'late',
  ];
  printTable('Silence, by source and kind', header, silences(20));
}

if (import.meta.main) await benchQuality();
