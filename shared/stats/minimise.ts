// L-BFGS with box bounds for smooth functions of a few variables whose gradient is known exactly.

export interface Evaluation {
  readonly value: number;
  readonly gradient: readonly number[];
}

export interface Bounds {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export interface MinimiseOptions {
  readonly bounds?: Bounds;
  /** Stop when the value changes by less than this share of itself, twice in a row. Default 1e-12. */
  readonly tolerance?: number;
  /** Default 200. */
  readonly maxIterations?: number;
  /** Curvature learnt on a like function, from an earlier result: saves the first steps. */
  readonly memory?: readonly Curvature[];
}

export interface Minimum {
  readonly x: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
  readonly iterations: number;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly memory: readonly Curvature[];
}

export interface Curvature {
  readonly step: readonly number[];
  readonly change: readonly number[];
  readonly product: number;
}

const MEMORY = 8;
const SUFFICIENT_DECREASE = 1e-4;
const MAX_BACKTRACKS = 40;
/** A promised relative decrease this small is lost in rounding. */
const NOTHING_TO_GAIN = 1e-14;

const dot = (p: readonly number[], q: readonly number[]) =>
  p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
const minus = (p: readonly number[], q: readonly number[]) => p.map((value, i) => value - (q[i] ?? 0));
const plus = (p: readonly number[], scale: number, q: readonly number[]) =>
  p.map((value, i) => value + scale * (q[i] ?? 0));

function clamp(x: readonly number[], bounds: Bounds | undefined): number[] {
  if (!bounds) return [...x];
  return x.map((value, i) =>
    Math.min(bounds.upper[i] ?? Infinity, Math.max(bounds.lower[i] ?? -Infinity, value)),
  );
}

/** Sets to zero the entries that would push a variable out of the box it already touches. */
function freePart(x: readonly number[], gradient: readonly number[], bounds: Bounds | undefined): number[] {
  return gradient.map((slope, i) => {
    const value = x[i] ?? 0;
    const stuckLow = slope > 0 && value <= (bounds?.lower[i] ?? -Infinity);
    const stuckHigh = slope < 0 && value >= (bounds?.upper[i] ?? Infinity);
    return stuckLow || stuckHigh ? 0 : slope;
  });
}

/** The two-loop recursion (Nocedal & Wright, Numerical Optimization, algorithm 7.4). */
function descentDirection(gradient: readonly number[], pairs: readonly Curvature[]): number[] {
  let direction = gradient.map((slope) => -slope);
  const factors: number[] = [];
  for (const pair of pairs.toReversed()) {
    const factor = dot(pair.step, direction) / pair.product;
    factors.push(factor);
    direction = plus(direction, -factor, pair.change);
  }
  const newest = pairs.at(-1);
  const scale = newest
    ? newest.product / dot(newest.change, newest.change)
    : 1 / Math.max(1, Math.hypot(...gradient));
  direction = direction.map((value) => value * scale);
  for (const pair of pairs) {
    const factor = (factors.pop() ?? 0) - dot(pair.change, direction) / pair.product;
    direction = plus(direction, factor, pair.step);
  }
  return direction;
}

/** Shortens a step that did not decrease enough: the minimum of the parabola through what is known, kept in range. */
function shorter(length: number, slope: number, rise: number): number {
  if (!Number.isFinite(rise)) return length / 10;
  const parabola = (-slope * length * length) / (2 * (rise - slope * length));
  return Math.min(length / 2, Math.max(length / 10, parabola));
}

/**
 * Minimises a function from a start.
 *
 * Never throws for want of convergence: `converged` says so, and x is the best point seen. A function value that is
 * not finite counts as too far a step. The start must have a finite value.
 */
export function minimise(
  f: (x: readonly number[]) => Evaluation,
  start: readonly number[],
  { bounds, tolerance = 1e-12, maxIterations = 200, memory = [] }: MinimiseOptions = {},
): Minimum {
  let x = clamp(start, bounds);
  let here = f(x);
  let pairs = memory;
  let evaluations = 1;
  let calm = 0;
  const result = (iterations: number, converged: boolean): Minimum => {
    return { x, ...here, iterations, evaluations, converged, memory: pairs };
  };
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    const free = freePart(x, here.gradient, bounds);
    const direction = searchDirection(free, pairs);
    const promise = -dot(direction, free);
    const size = Math.max(1, Math.abs(here.value));
    if (promise <= NOTHING_TO_GAIN * size) return result(iteration, true);
    const step = lineSearch(f, { x, here, direction, free, bounds });
    evaluations += step.evaluations;
    if (!step.there) {
      if (pairs.length === 0) return result(iteration, promise <= tolerance * size);
      pairs = [];
      continue;
    }
    calm = here.value - step.there.value <= tolerance * size ? calm + 1 : 0;
    pairs = remember(pairs, minus(step.x, x), minus(step.there.gradient, here.gradient));
    x = step.x;
    here = step.there;
    if (calm >= 2) return result(iteration + 1, true);
  }
  return result(maxIterations, false);
}

/** The quasi-Newton direction within the free variables, or steepest descent where that would not go down. */
function searchDirection(free: readonly number[], pairs: readonly Curvature[]): number[] {
  const direction = descentDirection(free, pairs).map((value, i) => (free[i] === 0 ? 0 : value));
  return dot(direction, free) < 0 ? direction : descentDirection(free, []);
}

function remember(
  pairs: readonly Curvature[],
  step: readonly number[],
  change: readonly number[],
): Curvature[] {
  const product = dot(step, change);
  if (product <= 1e-12 * Math.hypot(...step) * Math.hypot(...change)) return [...pairs];
  return [...pairs, { step, change, product }].slice(-MEMORY);
}

interface Line {
  readonly x: readonly number[];
  readonly here: Evaluation;
  readonly direction: readonly number[];
  readonly free: readonly number[];
  readonly bounds: Bounds | undefined;
}

function lineSearch(f: (x: readonly number[]) => Evaluation, line: Line) {
  const slope = dot(line.direction, line.free);
  let length = 1;
  for (let tries = 1; tries <= MAX_BACKTRACKS; tries += 1) {
    const x = clamp(plus(line.x, length, line.direction), line.bounds);
    if (x.every((value, i) => value === line.x[i])) break;
    const there = f(x);
    const rise = there.value - line.here.value;
    if (rise <= SUFFICIENT_DECREASE * dot(line.free, minus(x, line.x)) && rise <= 0)
      return { x, there, evaluations: tries };
    length = shorter(length, slope, rise);
  }
  return { x: [...line.x], there: undefined, evaluations: MAX_BACKTRACKS };
}
