// The at-risk list as a spreadsheet file: UTF-8 with BOM, so that Excel reads Amharic, and no cell that runs.
import { stringify } from 'csv-stringify/sync';
import { dateOfDay } from '../platform/days.ts';
import type { Language } from '../platform/i18n.ts';
import { toMajor } from '../platform/money.ts';
import { forSpreadsheets } from '../platform/spreadsheet.ts';
import type { Row } from './row.ts';
import { csvTexts } from './words.ts';

const columns = [
  'name',
  'phone',
  'email',
  'worth',
  'currency',
  'risk',
  'lastPurchase',
  'silentDays',
  'orders',
  'why',
  'step',
  'customerId',
] as const;

/** RFC 4180 text. Cells that a spreadsheet would take for a formula get an apostrophe in front. */
export function listCsv(rows: readonly Row[], language: Language, currency: string): string {
  const lines = rows.map((row) => ({
    ...row,
    phone: row.phone ?? '',
    email: row.email ?? '',
    worth: toMajor(row.worth, currency),
    currency,
    risk: Math.round(100 * row.risk),
    lastPurchase: dateOfDay(row.lastDay),
    why: row.why.join(' '),
  }));
  return stringify(lines, {
    header: true,
    columns: columns.map((key) => ({ key, header: csvTexts.say(language, key) })),
    bom: true,
    ...forSpreadsheets,
  });
}
