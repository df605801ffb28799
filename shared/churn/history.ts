// From a customer's stats to what the timing and spend models know of them on a day.
import type { Stats } from '../customers/schema.ts';
import { type QuietRange, quietDaysBetween } from './quiet-days.ts';

export type PurchaseStats = Pick<
  Stats,
  'firstDay' | 'lastDay' | 'repeatDays' | 'logGaps' | 'revenue' | 'refunded' | 'firstDayNet'
>;

/** In the papers' notation, weeks; a superset of the models' `History`. */
export interface CustomerHistory {
  x: number;
  tx: number;
  T: number;
  litt: number;
}

/** True when the customer's purchases are all known on that day: someone who bought later is not ours to judge then. */
export const isKnownOn = (stats: Pick<Stats, 'lastDay'>, day: number): boolean => stats.lastDay <= day;

/**
 * Histories stop their clock on quiet days after the last purchase. Quiet days before it are part of the rhythm that
 * the customer has shown anyway, so they stay.
 */
export function historyOf(
  stats: PurchaseStats,
  asOfDay: number,
  quiet: readonly QuietRange[] = [],
): CustomerHistory {
  const uncounted = quiet.length === 0 ? 0 : quietDaysBetween(quiet, stats.lastDay, asOfDay);
  return {
    x: stats.repeatDays,
    tx: (stats.lastDay - stats.firstDay) / 7,
    T: (asOfDay - uncounted - stats.firstDay) / 7,
    litt: stats.logGaps,
  };
}

/** Net money to date, minor units; refunds never make it negative. */
export const netSpend = (stats: PurchaseStats): number => Math.max(0, stats.revenue - stats.refunded);

/**
 * Mean net spend of a repeat purchase day, minor units: the first purchase day is left out, as the gamma-gamma model
 * wants. Zero when there is none or when everything was returned.
 */
export function meanRepeatSpend(stats: PurchaseStats): number {
  if (stats.repeatDays === 0) return 0;
  return Math.max(0, (stats.revenue - stats.refunded - stats.firstDayNet) / stats.repeatDays);
}
