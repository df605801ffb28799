// Grouped histories with every column replaced by indices into its distinct values, so that logs can be tabulated.

import { countCustomers } from './histories.ts';
import type { HistoryGroups } from './model.ts';

interface Distinct {
  readonly values: Float64Array;
  readonly index: Uint32Array;
}

export interface IndexedGroups {
  readonly x: Distinct;
  readonly tx: Distinct;
  readonly T: Distinct;
  readonly weight: Float64Array;
  readonly weightOfX: Float64Array;
  readonly maxX: number;
  readonly customers: number;
  readonly litt: number;
}

function distinct(column: Float64Array): Distinct {
  const seen = new Map<number, number>();
  const index = new Uint32Array(column.length);
  column.forEach((value, row) => {
    const known = seen.get(value);
    index[row] = known ?? seen.size;
    if (known === undefined) seen.set(value, seen.size);
  });
  return { values: Float64Array.from(seen.keys()), index };
}

export function indexGroups(groups: HistoryGroups): IndexedGroups {
  const x = distinct(groups.x);
  const weightOfX = new Float64Array(x.values.length);
  x.index.forEach((value, row) => {
    weightOfX[value] = (weightOfX[value] ?? 0) + (groups.weight[row] ?? 0);
  });
  return {
    x,
    tx: distinct(groups.tx),
    T: distinct(groups.T),
    weight: groups.weight,
    weightOfX,
    maxX: x.values.reduce((high, value) => Math.max(high, value), 0),
    customers: countCustomers(groups),
    litt: groups.litt,
  };
}
