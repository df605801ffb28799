// Large files of a shop to import, made line by line.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { zipped } from './zip.ts';

const PURCHASES = ['order id', 'date', 'amount', 'customer id', 'name', 'phone'];
const CUSTOMERS = [
  'customer id',
  'ስም',
  'phone',
  'email',
  'city',
  'consent',
  'consent source',
  'consent date',
];

const phone = (who: number): string => `09${String(11_000_000 + who).slice(-8)}`;

/** Everybody buys four times, over the whole file. */
function purchase(n: number, rows: number): string[] {
  const who = n % Math.max(1, rows >> 2);
  return [
    `INV-${n}`,
    `${(n % 27) + 1}/10/2026`,
    `${(n % 900) + 10},000.50`,
    `C-${who}`,
    'Abebe Bekele',
    phone(who),
  ];
}

/** A till: each order has four lines, a file apart from one another, of some hundreds of products. */
const line = (n: number, rows: number): string[] => {
  const order = n % Math.max(1, rows >> 2);
  return [
    `INV-${order}`,
    `${(order % 27) + 1}/10/2026`,
    `${(n % 900) + 10},000.50`,
    `C-${order % Math.max(1, rows >> 4)}`,
    'Abebe Bekele',
    phone(order),
    `ቡና ${n % 500}`,
    String((n % 9) + 1),
  ];
};

const customer = (n: number): string[] => [
  `C-${n}`,
  'ሠላማዊት ኃይለማርያም',
  phone(n),
  `customer.${n}@example.com`,
  'Adama',
  n % 3 === 0 ? 'yes' : '',
  'till',
  '2026-05-01',
];

export type Kind = 'purchases' | 'lines' | 'customers';

const cellsAt: Record<Kind, (n: number, rows: number) => string[]> = {
  purchases: purchase,
  lines: line,
  customers: customer,
};
const headers: Record<Kind, string[]> = {
  purchases: PURCHASES,
  lines: [...PURCHASES, 'product', 'quantity'],
  customers: CUSTOMERS,
};

const AT_ONCE = 1_000;

function* inGroups(rows: number, text: (n: number) => string): Generator<Buffer> {
  for (let n = 0; n < rows; n += AT_ONCE) {
    yield Buffer.from(Array.from({ length: Math.min(AT_ONCE, rows - n) }, (_, i) => text(n + i)).join(''));
  }
}

const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (cell.includes(',') ? `"${cell}"` : cell)).join(',')}\n`;

export async function writeCsv(path: string, kind: Kind, rows: number): Promise<void> {
  const pieces = function* () {
    yield Buffer.from(csvLine(headers[kind]));
    yield* inGroups(rows, (n) => csvLine(cellsAt[kind](n, rows)));
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
}

/** A text's number in the list of shared texts; each is kept once, as Excel does. */
class Texts {
  private readonly numbers = new Map<string, number>();

  numberOf(text: string): number {
    const found = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, found);
    return found;
  }
  *xml(): Generator<Buffer> {
    yield Buffer.from('<sst>');
    for (const text of this.numbers.keys()) yield Buffer.from(`<si><t>${text}</t></si>`);
    yield Buffer.from('</sst>');
  }
}

const xmlRow = (cells: readonly string[], row: number, texts: Texts): string =>
  `<row r="${row}">${cells.map((cell, i) => `<c r="${String.fromCharCode(65 + i)}${row}" t="s"><v>${texts.numberOf(cell)}</v></c>`).join('')}</row>`;

/** A workbook whose one sheet has so many rows, header included; all cells are text, the most a reader has to hold. */
export async function writeWorkbook(path: string, kind: Kind, rows: number): Promise<void> {
  const texts = new Texts();
  const sheet = function* () {
    yield Buffer.from(`<worksheet><sheetData>${xmlRow(headers[kind], 1, texts)}`);
    yield* inGroups(rows - 1, (n) => xmlRow(cellsAt[kind](n, rows), n + 2, texts));
    yield Buffer.from('</sheetData></worksheet>');
  };
  const parts = {
    'xl/workbook.xml': ['<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'],
    'xl/_rels/workbook.xml.rels': [
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    ],
  };
  const entries: [string, Iterable<Buffer>][] = [
    ...Object.entries(parts).map(([name, [text = '']]): [string, Iterable<Buffer>] => [
      name,
      [Buffer.from(text)],
    ]),
    ['xl/worksheets/sheet1.xml', sheet()],
    ['xl/sharedStrings.xml', texts.xml()],
  ];
  await pipeline(Readable.from(zipped(entries)), createWriteStream(path));
}
