// Counts equal histories. Groups of parts merge into the groups of the whole, in any order, and travel as JSON.

import type { History, HistoryGroups } from './model.ts';

/** The JSON form: times in days, which are whole numbers as a rule and so stay short and exact. */
export interface StoredGroups {
  readonly x: readonly number[];
  readonly txDays: readonly number[];
  readonly TDays: readonly number[];
  readonly weight: readonly number[];
  readonly litt: number;
}

interface Columns {
  readonly x: ArrayLike<number>;
  readonly tx: ArrayLike<number>;
  readonly T: ArrayLike<number>;
  readonly weight?: ArrayLike<number>;
}

const EMPTY = -1;
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? 0;

/** A hash over three doubles; times are taken to about a second. */
function slotOf(x: number, tx: number, T: number, mask: number): number {
  const mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(Math.round(tx * 604_800), 0x85ebca6b);
  const spread =
    Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) ^ Math.imul(Math.round(T * 604_800), 0x27d4eb2f);
  return (spread ^ (spread >>> 13)) & mask;
}

/** Groups customers given as columns; `weight` (default 1 each) counts customers per row. */
export function groupColumns(columns: Columns, litt: number): HistoryGroups {
  const size = columns.x.length;
  const mask = 2 ** Math.ceil(Math.log2(2 * size + 2)) - 1;
  const slots = new Int32Array(mask + 1).fill(EMPTY);
  const [x, tx, T, weight] = [0, 1, 2, 3].map(() => new Float64Array(size)) as Columns4;
  let rows = 0;
  for (let i = 0; i < size; i += 1) {
    const xi = at(columns.x, i);
    const txi = at(columns.tx, i);
    const Ti = at(columns.T, i);
    let slot = slotOf(xi, txi, Ti, mask);
    let row = at(slots, slot);
    while (row !== EMPTY && !(x[row] === xi && tx[row] === txi && T[row] === Ti)) {
      slot = (slot + 1) & mask;
      row = at(slots, slot);
    }
    if (row === EMPTY) {
      row = rows;
      slots[slot] = row;
      x[row] = xi;
      tx[row] = txi;
      T[row] = Ti;
      rows += 1;
    }
    weight[row] = at(weight, row) + (columns.weight ? at(columns.weight, i) : 1);
  }
  return {
    x: x.slice(0, rows),
    tx: tx.slice(0, rows),
    T: T.slice(0, rows),
    weight: weight.slice(0, rows),
    litt,
  };
}

type Columns4 = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Groups customers given one by one. */
export function groupHistories(histories: readonly History[]): HistoryGroups {
  const column = (pick: (history: History) => number) => Float64Array.from(histories, pick);
  const litt = histories.reduce((sum, history) => sum + (history.litt ?? 0), 0);
  return groupColumns({ x: column((h) => h.x), tx: column((h) => h.tx), T: column((h) => h.T) }, litt);
}

/** The groups of all parts together. Merging is associative and commutative, up to the order of rows. */
export function mergeGroups(parts: readonly HistoryGroups[]): HistoryGroups {
  const size = parts.reduce((sum, part) => sum + part.x.length, 0);
  const all = { x: new Float64Array(size), tx: new Float64Array(size), T: new Float64Array(size) };
  const weight = new Float64Array(size);
  let offset = 0;
  for (const part of parts) {
    all.x.set(part.x, offset);
    all.tx.set(part.tx, offset);
    all.T.set(part.T, offset);
    weight.set(part.weight, offset);
    offset += part.x.length;
  }
  const litt = parts.reduce((sum, part) => sum + part.litt, 0);
  return groupColumns({ ...all, weight }, litt);
}

/**
 * Fewer rows that fit almost the same: customers of equal x whose tx and T fall into the same cells of this width
 * stand together at their mean. Good for finding where the optimum is, not for its last digits.
 */
export function coarsenGroups(groups: HistoryGroups, cellWeeks: number): HistoryGroups {
  const cell = (column: Float64Array) => column.map((value) => Math.floor(value / cellWeeks));
  const sums = new Map<number, { x: number; tx: number; T: number; weight: number }>();
  const [cellTx, cellT] = [cell(groups.tx), cell(groups.T)];
  const span = cellT.reduce((high, value) => Math.max(high, value), 0) + 1;
  groups.weight.forEach((weight, row) => {
    const x = at(groups.x, row);
    const key = (x * span + at(cellTx, row)) * span + at(cellT, row);
    const sum = sums.get(key) ?? { x, tx: 0, T: 0, weight: 0 };
    sum.tx += weight * at(groups.tx, row);
    sum.T += weight * at(groups.T, row);
    sum.weight += weight;
    sums.set(key, sum);
  });
  const column = (pick: (sum: { x: number; tx: number; T: number; weight: number }) => number) =>
    Float64Array.from(sums.values(), pick);
  return {
    x: column(({ x }) => x),
    tx: column(({ tx, weight }) => tx / weight),
    T: column(({ T, weight }) => T / weight),
    weight: column(({ weight }) => weight),
    litt: groups.litt,
  };
}

/** How many customers the groups count. */
export function countCustomers(groups: HistoryGroups): number {
  return groups.weight.reduce((sum, weight) => sum + weight, 0);
}

/** Millionths of a day: far below any clock here, and whole days come out whole. */
const toDays = (weeks: number): number => Math.round(weeks * 7e6) / 1e6;

export function storeGroups(groups: HistoryGroups): StoredGroups {
  return {
    x: Array.from(groups.x),
    txDays: Array.from(groups.tx, toDays),
    TDays: Array.from(groups.T, toDays),
    weight: Array.from(groups.weight),
    litt: groups.litt,
  };
}

export function loadGroups(stored: StoredGroups): HistoryGroups {
  return {
    x: Float64Array.from(stored.x),
    tx: Float64Array.from(stored.txDays, (days) => days / 7),
    T: Float64Array.from(stored.TDays, (days) => days / 7),
    weight: Float64Array.from(stored.weight),
    litt: stored.litt,
  };
}
