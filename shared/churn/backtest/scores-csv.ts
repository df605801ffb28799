// Scores of a file's customers as CSV, in the columns other software is compared by.
import { stringify } from 'csv-stringify/sync';
import type { States } from '../calibration/histories.ts';
import type { Score } from '../schema.ts';

/** The columns, in their order. */
export const scoreColumns = [
  'customer',
  'x',
  'tx_days',
  't_days',
  'p_alive',
  'p_no_purchase',
  'expected_purchases',
  'expected_spend',
  'clv',
  'band',
] as const;

const digits = (value: number) => Number(value.toPrecision(8));

/** Money in the file's own unit. Cells that a spreadsheet would run as a formula are made text. */
export function scoresCsv(
  ids: readonly string[],
  { states, scores }: { states: States; scores: readonly Score[] },
): string {
  const rows = scores.map((score, i) => [
    ids[states.customer[i] ?? 0],
    states.x[i],
    Math.round((states.tx[i] ?? 0) * 7),
    Math.round((states.T[i] ?? 0) * 7),
    digits(score.pAlive),
    digits(score.risk),
    digits(score.expectedPurchases),
    score.expectedSpend / 100,
    score.clv / 100,
    score.band,
  ]);
  return stringify([scoreColumns, ...rows], { escape_formulas: true });
}
