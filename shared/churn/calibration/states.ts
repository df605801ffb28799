// What was known of every customer at the end of a day, and what they did afterwards.
import { quietDaysBetween } from '../quiet-days.ts';
import type { Histories, States } from './histories.ts';

const daysPerWeek = 7;

/**
 * States from entries up to and including `day`; customers whose first purchase is later are absent. The clock stops on
 * quiet days after the last purchase, as it does for the daily score (history.ts).
 */
export function statesAt(histories: Histories, day: number): States {
  const { start, quiet = [] } = histories;
  const rows: Row[] = [];
  for (let i = 0; i + 1 < start.length; i++) {
    const row = stateOf(histories, i, day);
    if (row) rows.push(row);
  }
  const counted = Int32Array.from(rows, (row) =>
    quiet.length === 0 ? day : day - quietDaysBetween(quiet, row.last, day),
  );
  const column = (value: (row: Row, i: number) => number) => Float64Array.from(rows, value);
  return {
    customer: Int32Array.from(rows, (row) => row.customer),
    x: column((row) => row.x),
    tx: column((row) => (row.last - row.first) / daysPerWeek),
    T: column((row, i) => ((counted[i] ?? day) - row.first) / daysPerWeek),
    gap: column((row, i) => ((counted[i] ?? day) - row.last) / daysPerWeek),
    litt: column((row) => row.litt),
    spend: column((row) => row.spend),
    repeatSpend: column((row) => (row.x > 0 ? row.repeat / row.x : 0)),
  };
}

interface Row {
  customer: number;
  first: number;
  last: number;
  x: number;
  litt: number;
  spend: number;
  repeat: number;
}

function stateOf(histories: Histories, customer: number, until: number): Row | undefined {
  const { start, day, bought, net } = histories;
  const row: Row = { customer, first: Number.NaN, last: 0, x: 0, litt: 0, spend: 0, repeat: 0 };
  for (let j = start[customer] ?? 0; j < (start[customer + 1] ?? 0); j++) {
    const date = day[j] ?? 0;
    if (date > until) break;
    const money = net[j] ?? 0;
    row.spend += money;
    if (row.first < date) row.repeat += money;
    if (!bought[j]) continue;
    if (Number.isNaN(row.first)) row.first = date;
    else {
      row.x += 1;
      row.litt += Math.log((date - row.last) / daysPerWeek);
    }
    row.last = date;
  }
  return Number.isNaN(row.first) ? undefined : row;
}

/** Purchase days and net money in (from, to] for each row of `states`. */
export function outcomes(histories: Histories, states: States, from: number, to: number) {
  const count = new Float64Array(states.customer.length);
  const money = new Float64Array(states.customer.length);
  for (const [row, i] of states.customer.entries()) {
    for (let j = histories.start[i] ?? 0; j < (histories.start[i + 1] ?? 0); j++) {
      const date = histories.day[j] ?? 0;
      if (date <= from || date > to) continue;
      count[row] = (count[row] ?? 0) + (histories.bought[j] ?? 0);
      money[row] = (money[row] ?? 0) + (histories.net[j] ?? 0);
    }
  }
  return { count, money };
}
