// Equal numbers in long columns: which values are shared, by how many, and the pairs of rows that share one.

export interface Runs {
  /** Values that 2 to `most` rows have. */
  few: ReadonlySet<number>;
  /** Values that more rows have, and how many. */
  many: ReadonlyMap<number, number>;
}

/** 0 is no value. */
export function runsOf(column: Float64Array, most: number): Runs {
  const sorted = column.slice().sort();
  const few = new Set<number>();
  const many = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from] ?? 0;
    let to = from + 1;
    while (sorted[to] === value) to += 1;
    if (value !== 0 && to - from > most) many.set(value, to - from);
    else if (value !== 0 && to - from > 1) few.add(value);
    from = to;
  }
  return { few, many };
}

/** Numbers without bound, eight bytes each. */
class Numbers {
  private held = new Float64Array(1_024);
  private length = 0;

  push(value: number): void {
    if (this.length === this.held.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.held);
      this.held = larger;
    }
    this.held[this.length] = value;
    this.length += 1;
  }

  sorted(): Float64Array {
    return this.held.subarray(0, this.length).sort();
  }
}

/** Every pair of rows, each once and the smaller row first, that shares one of the few values of a column. */
export function* sharing(
  columns: readonly (readonly [Float64Array, Runs])[],
): Generator<readonly [number, number]> {
  const rows = columns[0]?.[0].length ?? 0;
  const pairs = new Numbers();
  for (const [column, { few }] of columns) {
    const members = new Map<number, number[]>();
    for (const [row, value] of column.entries()) {
      if (!few.has(value)) continue;
      const before = members.get(value);
      // Below 2^53 for any number of customers that fits into memory.
      for (const earlier of before ?? []) pairs.push(earlier * rows + row);
      if (before) before.push(row);
      else members.set(value, [row]);
    }
  }
  let last = -1;
  for (const pair of pairs.sorted()) {
    if (pair !== last) yield [Math.floor(pair / rows), pair % rows];
    last = pair;
  }
}
