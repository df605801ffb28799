// Whole files, from upload to result: whatever was uploaded the run ends in words, and a good row is never lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportRow } from '../../../shared/imports/import-store.ts';
import { Options, type RunInput, uploadKey } from '../../../shared/imports/schema.ts';
import { finish } from '../../../shared/imports/steps/finish.ts';
import { prepare } from '../../../shared/imports/steps/prepare.ts';
import { work } from '../../../shared/imports/steps/work.ts';
import { IngestStore } from '../../../shared/ingest/store.ts';
import type { Item, Table } from '../../../shared/platform/table.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { withPlan } from '../../support/plans.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const run: RunInput = { importId: 'imp_01JDBZ4WZ2Q8F0K5S7V9X1Y3Z5', mode: 'start', attempt: 1 };

/** A whole run over stores in memory: the row it leaves, and the ids of whom it wrote of. */
async function imported(
  bytes: Uint8Array,
  kind: 'customers' | 'purchases',
  format: 'csv' | 'xlsx' = 'csv',
  rows: 'orders' | 'lines' = 'orders',
) {
  const files = new MemoryFiles();
  files.stored.set(uploadKey(run.importId, format), bytes);
  const row = { id: run.importId, kind, format, options: Options.parse({ rows }), mapping: {} } as ImportRow;
  const left: Record<string, unknown> = {};
  const written: Item[] = [];
  const table = { putMany: async (items: Item[]) => void written.push(...items), update: async () => ({}) };
  const parts = {
    store: {
      get: async () => row,
      note: async (_: RunInput, facts: object) => void Object.assign(left, facts),
      noteDone: async () => {},
    },
    files,
    objects: files,
    business: { currency: 'ETB', country: 'ET', timeZone: 'Africa/Addis_Ababa' },
    people: { look: () => Promise.reject(new Error('this is no dry run')) },
    told: { has: async () => false },
    log: {
      store: new IngestStore({ activity: table as unknown as Table, program: table as unknown as Table }),
      resolve: async (claims: readonly { ids: object }[]) =>
        claims.map(({ ids }) => `cus_${Object.values(ids)[0]}`),
      ...withPlan,
    },
  };
  const planned = await prepare(parts, run, NOW);
  for (const task of planned.tasks) await work(parts, task);
  if (planned.isUsable) await finish(parts, planned, NOW);
  return { ...left, people: new Set(written.map(({ pk }) => pk)) } as {
    state: string;
    problems?: string[];
    counts?: { rows: number; taken: number; refused: number };
    people: Set<string>;
  };
}

const mark = fc.constantFrom('', '\ufeff');
const header = fc.constantFrom(
  'id,date,amount',
  'order id,id,date,amount',
  'ደንበኛ;ቀን;ብር',
  'id\tdate\tamount',
  '"id","date","amount"',
  'x',
  '',
);
const rubbish = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  fc.constantFrom(
    Buffer.from('\x1f\x8b\x08', 'latin1'),
    Buffer.from('PK\x03\x04'),
    Buffer.from([0xff, 0xfe]),
    Buffer.alloc(50),
    Buffer.from('\r\nA,C-1,2026-11-20,5\r\nA,,,-2\r\nA,C-2,2026-11-21,5\r\nA'),
  ),
);

describe('any upload', () => {
  it('ends as done or as unusable with the reason, never in a fault', async () => {
    await fc.assert(
      fc.asyncProperty(
        mark,
        header,
        fc.array(rubbish, { maxLength: 4 }),
        fc.constantFrom('customers' as const, 'purchases' as const),
        fc.constantFrom('csv' as const, 'csv' as const, 'xlsx' as const),
        fc.constantFrom('orders' as const, 'lines' as const),
        async (start, names, parts, kind, format, rows) => {
          const bytes = Buffer.concat([Buffer.from(`${start}${names}\r\n`), ...parts]);

          const { state, problems, counts } = await imported(bytes, kind, format, rows);

          expect(['done', 'unusable']).toContain(state);
          expect((problems?.length ?? 0) > 0).toBe(state === 'unusable');
          if (counts) expect(counts.taken + counts.refused).toBe(counts.rows);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a good row', () => {
  // Behind each mark is text: a mark that ends a cell ends it in well-formed files too, with all that is between.
  const careless = fc.string({
    unit: fc.constantFrom('"a', '5"x', 'ሰ"ሰ', ',', ';', '\t', 'x', '=', "'", ' ', '\u0000', '\ufffd'),
    minLength: 1,
    maxLength: 30,
  });
  const lines = fc.array(fc.oneof(careless, fc.constant(undefined)), { maxLength: 12 });
  const spelled: Record<string, (text: string) => Buffer> = {
    'UTF-8': (text) => Buffer.from(text),
    'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
    'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  };

  it.each(Object.keys(spelled))('is never lost among careless ones, in %s', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        async (between, delimiter, end) => {
          const good: string[] = [];
          const cells = (id: string) => [id, '2026-11-20', '7', 'ሰላም'].join(delimiter);
          const text = [
            ['id', 'date', 'amount', 'ስም'].join(delimiter),
            // Enough of them to tell which of the delimiters it is.
            ...['first', 'second', 'third'].map(cells),
            ...between.map((line, index) => {
              if (line !== undefined) return line;
              good.push(`cus_good-${index}`);
              return cells(`good-${index}`);
            }),
          ].join(end);

          const { state, people } = await imported(spelled[encoding]?.(text) ?? Buffer.alloc(0), 'purchases');

          expect(state).toBe('done');
          expect([...people]).toEqual(expect.arrayContaining(good));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('between two quotation marks that nobody closed is taken', async () => {
    const text = 'id,date,amount,name\n"A-1,2026-11-20,7,x\ngood,2026-11-20,7,Sara\n"A-2,2026-11-20,7,y\n';

    const { people, counts } = await imported(Buffer.from(text), 'purchases');

    expect(people).toEqual(new Set(['cus_good']));
    expect(counts).toMatchObject({ rows: 3, taken: 1, refused: 2 });
  });
});
