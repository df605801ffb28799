// What a person looks at to see whether the file is read as it is meant: its first rows, and how they were read.
import { moneyOf, saysAmount } from './amounts.ts';
import { readDate } from './dates.ts';
import { dateFields } from './fields.ts';
import { type Cells, type Columns, Mapping, rowOf } from './mapping.ts';
import type { Reading } from './people.ts';
import { Findings } from './problems.ts';
import type { Preview } from './schema.ts';
import type { Survey } from './survey.ts';

export const previewOf = ({ header, columns, samples }: Survey, reading: Reading): Preview => ({
  header,
  mapping: Mapping.parse(
    Object.fromEntries(Object.entries(columns).map(([field, place]) => [field, header[place] ?? ''])),
  ),
  samples,
  read: samples.map((cells) => asRead(cells, columns, reading)),
});

function asRead(cells: readonly string[], columns: Columns, reading: Reading): Cells {
  const row = rowOf(cells, columns);
  const read: Cells = {};
  for (const field of dateFields) {
    const date = row[field] === undefined ? undefined : readDate(row[field], reading.dates);
    if (date && 'date' in date) read[field] = date.date;
  }
  const money = saysAmount(row) ? moneyOf(row, reading, new Findings()) : undefined;
  if (money) read.amount = `${Number(money.amount.toPrecision(15))} ${money.currency}`;
  return read;
}
