// Rows of a file as an import judges them, without a file around them.
import { columnsOf } from '../../shared/imports/mapping.ts';
import { type WorkedRows, workRows } from '../../shared/imports/work-rows.ts';

/** When the import was started. */
export const NOW = Date.parse('2026-11-22T06:00:00Z');
export const reading = {
  country: 'ET',
  currency: 'ETB',
  timeZone: 'Africa/Addis_Ababa',
  dates: { calendar: 'gregorian' as const, order: 'day-first' as const, today: '2026-11-22' },
  isCommaDecimal: false,
  now: NOW,
};

/** The first line is the header. */
export function worked(
  kind: 'customers' | 'purchases',
  lines: readonly string[],
  more: object = {},
): WorkedRows {
  const [header = '', ...rows] = lines;
  const { columns } = columnsOf(header.split(','), {}, kind);
  return workRows(Buffer.from(rows.join('\n')), {
    plan: { kind, delimiter: ',', columns },
    firstRow: 2,
    notes: undefined,
    reading,
    ...more,
  });
}
export const events = ({ judged }: WorkedRows) => judged.map(({ event }) => event);
/** Row, then what is wrong with it. */
export const whys = ({ errors }: WorkedRows) =>
  errors.map(({ row, problems }) => [row, ...problems.map(({ field, why }) => `${field ?? ''}: ${why}`)]);
