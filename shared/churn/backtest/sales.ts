// From lines of a sales file to dated sales: what counts as a purchase, and what money is left of it.
import { dayOfDate } from '../../platform/days.ts';
import type { DatedSale } from '../calibration/histories.ts';
import type { SalesLine } from './sales-file.ts';

/**
 * A line with an amount is a purchase, and so is one of nothing at all (a free order); a line that only
 * returns money is not. A purchase returned in full stays a purchase, worth nothing.
 */
export function datedSales(lines: readonly SalesLine[]): DatedSale[] {
  return lines.map(({ customer, date, amount, returned }) => ({
    customer,
    day: dayOfDate(date),
    net: amount - returned,
    bought: amount > 0 || returned === 0,
  }));
}
