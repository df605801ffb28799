// Which column holds what: as given, else guessed from the header in English or Amharic.
import * as z from 'zod';
import { foldName } from '../customers/names.ts';
import { Field, fieldsOf, headerNames, type Layout, neededFields, type Row } from './fields.ts';

/** Field to the header of its column; null: this field is in no column, whatever the header looks like. */
export const Mapping = z.partialRecord(Field, z.string().max(200).nullable());
export type Mapping = z.infer<typeof Mapping>;

/** Field to the place of its column, from 0. */
export const Columns = z.partialRecord(Field, z.int().min(0));
export type Columns = z.infer<typeof Columns>;

/** Field to what is in its cell. */
export const Cells = z.partialRecord(Field, z.string());
export type Cells = z.infer<typeof Cells>;

export const MAX_COLUMNS = 200;

/** `camelCase`, `snake_case`, dots and letter case make no difference, nor do Ethiopic letters that sound alike. */
const folded = (header: string): string =>
  foldName(header.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' '));

interface Guess {
  field: Field;
  /** Place in the field's list: of two columns that could be it, the one whose name comes first is. */
  rank: number;
}

const known: Record<Layout, ReadonlyMap<string, Guess>> = {
  customers: namesOf('customers'),
  purchases: namesOf('purchases'),
  lines: namesOf('lines'),
};

function namesOf(layout: Layout): Map<string, Guess> {
  const names = new Map<string, Guess>();
  const table: Partial<Record<Field, readonly string[]>> = headerNames[layout];
  for (const field of fieldsOf(layout)) {
    for (const [rank, name] of [...(table[field] ?? []), field].entries()) {
      const key = folded(name);
      if (!names.has(key)) names.set(key, { field, rank });
    }
  }
  return names;
}

/** The mapping as columns. `problems` say, for a person, what is missing or contradicts itself. */
export function columnsOf(
  header: readonly string[],
  given: Mapping,
  layout: Layout,
): { columns: Columns; problems: string[] } {
  const columns: Columns = {};
  const problems: string[] = [];
  const taken = new Set<number>();
  const places = header.slice(0, MAX_COLUMNS).map(folded);
  for (const [field, name] of Object.entries(given) as [Field, string | null][]) {
    if (name === null) continue;
    const place = places.indexOf(folded(name));
    if (!fieldsOf(layout).includes(field)) problems.push(`An import of ${layout} has no field ${field}.`);
    else if (place < 0) problems.push(`Column "${name}" for ${field} is not in the file.`);
    else if (taken.has(place)) problems.push(`Column "${name}" is given to two fields.`);
    else {
      columns[field] = place;
      taken.add(place);
    }
  }
  const guesses = places.flatMap((name, place) => {
    // Our own exports say profile.name.
    const guess = known[layout].get(name.replace(/^profile /, ''));
    return guess === undefined || taken.has(place) ? [] : [{ ...guess, place }];
  });
  for (const { field, place } of guesses.sort((one, other) => one.rank - other.rank)) {
    if (field in columns || field in given) continue;
    columns[field] = place;
  }
  // What a row is worth is told once: what was asked for stands before what was guessed.
  if (columns.amount !== undefined && columns.unitPrice !== undefined)
    delete columns[given.unitPrice != null && given.amount == null ? 'amount' : 'unitPrice'];
  for (const group of neededFields[layout]) {
    if (group.some((field) => columns[field] !== undefined)) continue;
    // The header is in the preview: of a file without one it is somebody's row, and problems stand in a table.
    problems.push(`No column for ${group.join(' or ')}: see the header in the preview, and name the column.`);
  }
  return { columns, problems };
}

// Spreadsheets write ="0911" to keep a zero, and safe exports put an apostrophe before what looks like a formula. Where
// their formulas fail stands an error; taken as an id it would make one customer of all these rows.
const plain = (cell: string): string =>
  cell
    .trim()
    .replace(/^="(.*)"$/s, '$1')
    .replace(/^'(?=[=+\-@\t\r])/, '')
    .replace(/^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$/, '');

/** The mapped cells of a record. */
export function rowOf(cells: readonly string[], columns: Columns): Row {
  const row: Row = {};
  for (const [field, place] of Object.entries(columns) as [Field, number][]) {
    const value = plain(cells[place] ?? '');
    if (value !== '') row[field] = value;
  }
  return row;
}

/**
 * What makes a row this sale and no other: who, when, how much. The rest may change from file to file (a name is mended,
 * one more column is mapped, something is given back), and it is still that sale.
 */
export const saleOf = ({ id, email, phone, orderId, date, time, amount, ...row }: Row): string =>
  [
    id ?? email ?? phone,
    orderId,
    date,
    time,
    amount ?? (row.unitPrice && `${row.unitPrice}\u00d7${row.quantity ?? 1}`),
  ]
    .map((cell) => cell ?? '')
    .join('\u001f');

/** Equal rows give equal text, whatever the order of the columns. */
export const canonicalRow = (row: Row): string =>
  Object.entries(row)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([field, value]) => `${field}=${value}`)
    .join('\u001f');
