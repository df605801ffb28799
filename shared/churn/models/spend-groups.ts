// Mean spend per repeat purchase, counted in cells: what the spend model is fitted to. Parts merge into the whole.

export interface SpendGroups {
  /** Repeat purchase days. */
  readonly x: readonly number[];
  /** Mean spend per repeat purchase day, in any one currency unit. */
  readonly mx: readonly number[];
  readonly weight: readonly number[];
  /** Width of the cells on the log scale; 0 if nothing was merged. */
  readonly resolution: number;
}

interface SpendColumns {
  readonly x: ArrayLike<number>;
  readonly mx: ArrayLike<number>;
  readonly weight?: ArrayLike<number>;
}

/** Spends within 1 % of each other count as equal; this moves the fit by far less than its standard error. */
const ONE_PERCENT = 0.01;
/** More cells than a spend can fall into at any resolution in use: keeps the key of (x, cell) unique. */
const CELL_SPAN = 2 ** 22;

/**
 * Groups customers with at least one repeat purchase and a positive mean spend; all others are left out, as the
 * gamma-gamma model asks (zero-value days and purchases returned in full exist).
 */
export function groupSpend(columns: SpendColumns, resolution = ONE_PERCENT): SpendGroups {
  const cells = new Map<number, { x: number; total: number; weight: number }>();
  for (let i = 0; i < columns.x.length; i += 1) {
    const [x, mx, weight] = [columns.x[i] ?? 0, columns.mx[i] ?? 0, columns.weight?.[i] ?? 1];
    if (!(x > 0 && mx > 0 && Number.isFinite(mx))) continue;
    const key = resolution > 0 ? x * CELL_SPAN + Math.round(Math.log(mx) / resolution) : -1 - i;
    const cell = cells.get(key);
    if (cell) {
      cell.total += weight * mx;
      cell.weight += weight;
    } else cells.set(key, { x, total: weight * mx, weight });
  }
  const rows = [...cells.values()];
  return {
    x: rows.map(({ x }) => x),
    mx: rows.map(({ total, weight }) => total / weight),
    weight: rows.map(({ weight }) => weight),
    resolution,
  };
}

/** The groups of all parts together; a cell's mean stays in its cell, so the order of merging does not matter. */
export function mergeSpend(parts: readonly SpendGroups[]): SpendGroups {
  const all = {
    x: parts.flatMap(({ x }) => x),
    mx: parts.flatMap(({ mx }) => mx),
    weight: parts.flatMap(({ weight }) => weight),
  };
  return groupSpend(
    all,
    parts.reduce((widest, { resolution }) => Math.max(widest, resolution), 0),
  );
}

/**
 * The mean spend that a share `quantile` of customers does not exceed: a value that occurs, not an interpolated one,
 * so that even among few customers the single largest is above it. Infinity for quantile 1.
 */
export function spendQuantile({ mx, weight }: SpendGroups, quantile: number): number {
  if (quantile >= 1 || mx.length === 0) return Infinity;
  const order = mx.map((_, row) => row).sort((p, q) => (mx[p] ?? 0) - (mx[q] ?? 0));
  const customers = weight.reduce((sum, w) => sum + w, 0);
  const rank = quantile * (customers - 1);
  let [below, value] = [0, Infinity];
  for (const row of order) {
    below += weight[row] ?? 0;
    value = mx[row] ?? 0;
    if (below > Math.floor(rank)) break;
  }
  return value;
}

/** Pearson correlation of x and mx over customers; 0 where it is not defined. */
export function spendCorrelation({ x, mx, weight }: SpendGroups): number {
  const mean = (column: readonly number[]) =>
    column.reduce((sum, value, i) => sum + value * (weight[i] ?? 0), 0) /
    weight.reduce((sum, w) => sum + w, 0);
  const [meanX, meanMx] = [mean(x), mean(mx)];
  const about = (f: (dx: number, dm: number) => number) =>
    x.reduce((sum, value, i) => sum + (weight[i] ?? 0) * f(value - meanX, (mx[i] ?? 0) - meanMx), 0);
  const spread = Math.sqrt(about((dx) => dx * dx) * about((_, dm) => dm * dm));
  return spread > 0 ? about((dx, dm) => dx * dm) / spread : 0;
}
