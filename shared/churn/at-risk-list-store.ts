// Reads the at-risk list for the API: a page of rows, or as much CSV as one answer holds.
import type { Customer } from '../customers/schema.ts';
import type { Table } from '../platform/table.ts';
import { atRiskCsv } from './at-risk-csv.ts';
import { type AtRiskQuery, atRiskPage } from './at-risk-store.ts';
import { currentOf } from './program-store.ts';
import { atRiskRow } from './view.ts';
import type { AtRiskRow } from './view-schema.ts';

interface ListParts {
  customers: Table;
  program: Table;
  currency: string;
}

interface ListPage {
  rows: { customer: Customer; row: AtRiskRow }[];
  nextCursor: string | null;
}

/** Lambda answers at most 6 MB, JSON escapes included; Amharic is three bytes a letter. */
const CSV_BYTES = 4_000_000;
const CSV_PAGE = 100;

/** Empty before the first nightly pass. */
export async function listPage(
  { customers, program, currency }: ListParts,
  query: AtRiskQuery,
): Promise<ListPage> {
  const [current, page] = await Promise.all([currentOf(program), atRiskPage(customers, query)]);
  const rows = page.customers.flatMap((customer) => {
    const row = current && atRiskRow(customer, current, currency);
    return row ? [{ customer, row }] : [];
  });
  return { rows, nextCursor: page.nextCursor };
}

/** Pages of the list as CSV, until it ends or fills an answer. */
export async function listCsv(
  parts: ListParts,
  query: Omit<AtRiskQuery, 'limit'>,
): Promise<{ csv: string; nextCursor: string | null }> {
  let csv = '';
  let cursor = query.cursor ?? null;
  do {
    const page = await listPage(parts, { ...query, cursor: cursor ?? undefined, limit: CSV_PAGE });
    csv += atRiskCsv(page.rows, csv === '' && query.cursor === undefined);
    cursor = page.nextCursor;
  } while (cursor && Buffer.byteLength(csv) < CSV_BYTES);
  return { csv, nextCursor: cursor };
}
