// One look at the whole file before the work: chunks, date order, equal rows, orders that stand twice. Pure, streaming.
import { isAscii, isUtf8 } from 'node:buffer';
import { cutText } from '../platform/text.ts';
import { isGivenBack } from './amounts.ts';
import { Chunker, type ChunkLimits, recordsOf } from './chunks.ts';
import { type Calendar, type DateOrder, orderEvidence } from './dates.ts';
import type { Delimiter } from './delimiter.ts';
import { dateFields, type Layout, type Row } from './fields.ts';
import { MAX_CHUNKS, MAX_ROWS } from './limits.ts';
import {
  type Columns,
  canonicalRow,
  columnsOf,
  MAX_COLUMNS,
  type Mapping,
  rowOf,
  saleOf,
} from './mapping.ts';
import type { Notes } from './notes.ts';
import { cellsOf } from './records.ts';
import type { Plan } from './schema.ts';
import { short } from './texts.ts';

export interface Survey {
  header: string[];
  samples: string[][];
  columns: Columns;
  /** Records that are not empty, without the header. */
  rows: number;
  chunks: Plan['chunks'];
  /** Notes by chunk; most chunks have none. */
  notes: Map<number, Notes>;
  evidence: Record<DateOrder, number>;
  /** Rows with a customer's id, and those whose id looks like a person's name: words without a digit. */
  ids: { all: number; likeNames: number };
  /** Records with letters beyond ASCII: such as are UTF-8, and such as are not. */
  letters: { sound: number; damaged: number };
  /** Why nothing can be done with the file, for a person. */
  problems: string[];
}

export interface SurveyOptions {
  layout: Layout;
  mapping: Mapping;
  calendar: Calendar;
  delimiter: Delimiter;
  limits: ChunkLimits;
}

const SAMPLES = 5;
const NAME_LIKE = /^[\p{L}\p{M}.'’/-]+(\s+[\p{L}\p{M}.'’/-]+)+$/u;
const SAMPLE_CELL = 100;

/** `pieces` are UTF-8 without a byte order mark. */
export async function survey(pieces: AsyncIterable<Uint8Array>, options: SurveyOptions): Promise<Survey> {
  const found: Survey = {
    header: [],
    samples: [],
    columns: {},
    rows: 0,
    chunks: [],
    notes: new Map(),
    evidence: { 'day-first': 0, 'month-first': 0 },
    ids: { all: 0, likeNames: 0 },
    letters: { sound: 0, damaged: 0 },
    problems: [],
  };
  const chunker = new Chunker(options.limits);
  const orders = new Repeats(options.layout === 'lines');
  let number = 0;
  let headerAt = 0;
  for await (const record of recordsOf(pieces, options.delimiter.charCodeAt(0))) {
    number += 1;
    if (!isAscii(record.bytes)) found.letters[isUtf8(record.bytes) ? 'sound' : 'damaged'] += 1;
    const text = Buffer.from(record.bytes).toString('utf8');
    const cells = record.isBroken ? [] : cellsOf(text, options.delimiter).slice(0, MAX_COLUMNS);
    if (found.header.length === 0) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      headerAt = number;
      found.header = cells.map((cell) => cutText(cell.trim(), 200));
      Object.assign(found, columnsOf(found.header, options.mapping, options.layout));
      if (found.problems.length > 0) return found;
      continue;
    }
    const chunk = chunker.add(record, number);
    found.problems = tooLarge(number - headerAt, chunk);
    if (found.problems.length > 0) return found;
    if (!record.isBroken && cells.every((cell) => cell.trim() === '')) continue;
    found.rows += 1;
    if (found.samples.length < SAMPLES) found.samples.push(cells.map((cell) => cutText(cell, SAMPLE_CELL)));
    if (record.isBroken) continue;
    const row = rowOf(cells, found.columns);
    weigh(row, options.calendar, found.evidence);
    if (row.id !== undefined) found.ids.all += 1;
    if (row.id !== undefined && NAME_LIKE.test(row.id)) found.ids.likeNames += 1;
    if (options.layout !== 'customers') orders.note(row, number, () => notesOf(found.notes, chunk));
  }
  chunker.end();
  found.chunks = chunker.chunks;
  if (found.header.length === 0) found.problems.push('The file is empty.');
  else if (found.rows === 0) found.problems.push('There is no row below the header.');
  return found;
}

function tooLarge(lines: number, chunk: number): string[] {
  if (lines > MAX_ROWS)
    return [`More than ${MAX_ROWS.toLocaleString('en')} rows, empty ones included: split the file.`];
  return chunk < MAX_CHUNKS ? [] : ['Written as UTF-8 the file is too large: split it.'];
}

function notesOf(all: Map<number, Notes>, chunk: number): Notes {
  const notes = all.get(chunk) ?? { occurrence: {}, clash: {} };
  all.set(chunk, notes);
  return notes;
}

function weigh(row: Row, calendar: Calendar, evidence: Survey['evidence']): void {
  for (const field of dateFields) {
    const order = row[field] === undefined ? undefined : orderEvidence(row[field], calendar);
    if (order) evidence[order] += 1;
  }
}

/** Remembers sales and order ids by a few bytes each: a million of them is some two hundred megabytes. */
class Repeats {
  private readonly sales = new Map<string, number>();
  private readonly orders = new Map<string, { row: number; content: string }>();
  private readonly areLines: boolean;

  constructor(areLines: boolean) {
    this.areLines = areLines;
  }

  note(row: Row, number: number, notes: () => Notes): void {
    // A refund is not the order; it may bear its number.
    const isOrder = row.orderId !== undefined && !isGivenBack(row);
    // Lines of an order are added up, equal ones too.
    if (isOrder && this.areLines) return;
    const sale = short(saleOf(row));
    const before = this.sales.get(sale) ?? 0;
    this.sales.set(sale, before + 1);
    if (before > 0) notes().occurrence[number] = before;
    if (!isOrder) return;
    const key = short(row.orderId ?? '');
    const content = short(canonicalRow(row));
    const first = this.orders.get(key);
    if (!first) this.orders.set(key, { row: number, content });
    else if (first.content !== content) notes().clash[number] = first.row;
  }
}

/** What the file proves, else what was asked, else the country's habit; undefined when the file contradicts itself. */
export function dateOrderOf(
  asked: DateOrder | 'auto',
  evidence: Survey['evidence'],
  country: string,
): DateOrder | undefined {
  if (asked !== 'auto') return asked;
  const [day, month] = [evidence['day-first'], evidence['month-first']];
  if (day > 0 && month > 0) return undefined;
  if (day > 0 || month > 0) return day > 0 ? 'day-first' : 'month-first';
  // Unicode CLDR: of the countries, the United States and a few near it write the month first.
  return ['US', 'PH', 'PR', 'GU', 'MH', 'FM', 'PW', 'AS', 'VI', 'UM'].includes(country)
    ? 'month-first'
    : 'day-first';
}
