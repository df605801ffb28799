// Records as lines of a file: JSON Lines, or CSV that a spreadsheet opens without running anything. Pure.
import { stringify } from 'csv-stringify/sync';
import { forSpreadsheets } from '../platform/spreadsheet.ts';
import type { Content, ExportFormat } from './schema.ts';

type Rec = Record<string, unknown>;

/**
 * Paths into a record. `origin` marks copies of a merged customer's entries, so that nobody sums an order twice. Where it
 * names the customer themselves, the entry is no copy: un-merging moved it here.
 */
const columns: Record<Content, readonly string[]> = {
  customers: [
    'customerId',
    'mergedInto',
    'ids.user',
    'profile.name',
    'profile.givenName',
    'profile.fatherName',
    'profile.grandfatherName',
    'profile.email',
    'profile.phone',
    'profile.language',
    'profile.timeZone',
    'profile.country',
    'profile.city',
    'ids.email',
    'ids.phone',
    'createdAt',
    'updatedAt',
    'consents',
    'stats.orders',
    'stats.revenue',
    'stats.refunded',
    'stats.firstDay',
    'stats.lastDay',
    'score.band',
    'score.risk',
    'stats',
    'score',
    'signals',
  ],
  identities: ['identifier', 'customerId', 'createdAt'],
  activity: [
    'customerId',
    'origin',
    'kind',
    'id',
    'name',
    'at',
    'source',
    'receivedAt',
    'order.orderId',
    'order.amount',
    'order.currency',
    'order',
    'event',
  ],
  program: ['key', 'sortKey', 'record'],
};

/** The first line of a CSV file, behind the byte order mark without which spreadsheets garble Amharic. */
export const headerOf = (content: Content, format: ExportFormat): string =>
  format === 'csv' ? stringify([columns[content]], { ...forSpreadsheets, bom: true }) : '';

function at(record: Rec, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Rec)[name] : undefined),
      record,
    );
}

const cell = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

/** One or more lines, each ended. */
export function linesOf(records: readonly Rec[], content: Content, format: ExportFormat): string {
  if (format === 'jsonl') return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const rows = records.map((record) =>
    columns[content].map((path) => cell(path === 'record' ? record : at(record, path))),
  );
  return rows.length === 0 ? '' : stringify(rows, forSpreadsheets);
}
