// The file of row errors: which row, which column, why, and the row as it was. Safe to open in a spreadsheet.
import { stringify } from 'csv-stringify/sync';
import { forSpreadsheets } from '../platform/spreadsheet.ts';
import type { RowProblem } from './problems.ts';

export interface RowErrors {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  problems: readonly RowProblem[];
  cells: readonly string[];
}

/** Lines without a header; `header` names the column that a field was read from. */
export const errorLines = (rows: readonly RowErrors[], columnName: (problem: RowProblem) => string): string =>
  stringify(
    rows.flatMap(({ row, problems, cells }) =>
      problems.map((problem) => [
        row,
        columnName(problem),
        problem.leavesOut === 'row' ? 'row not taken' : 'value left out',
        problem.why,
        ...cells,
      ]),
    ),
    forSpreadsheets,
  );

/** A byte order mark, without which spreadsheets garble Amharic, and the header. */
export const errorHeader = (header: readonly string[]): string =>
  stringify([['row', 'column', 'consequence', 'why', ...header]], { ...forSpreadsheets, bom: true });
