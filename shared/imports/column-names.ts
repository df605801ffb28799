// The header of the column that a field was read from, for messages.
import type { RowProblem } from './problems.ts';
import type { Plan } from './schema.ts';

/** The column's own header; of a field that has no column, the field; nothing when the row as a whole is meant. */
export const columnName =
  ({ columns, header }: Pick<Plan, 'columns' | 'header'>) =>
  ({ field }: RowProblem): string => {
    if (field === undefined) return '';
    const place = columns[field];
    return (place === undefined ? undefined : header[place]) ?? field;
  };
