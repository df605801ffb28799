// Simulated customers whose true parameters are known: draws from the models' own stories, with a fixed seed.

import type { DropoutParams, DropoutShape } from '../../shared/churn/models/dropout-likelihood.ts';
import type { History } from '../../shared/churn/models/model.ts';
import { type Random, seededRandom } from '../../shared/stats/random.ts';

export type PurchaseStory =
  | ({ readonly kind: 'dropout' } & DropoutParams & DropoutShape)
  | {
      readonly kind: 'pareto';
      readonly r: number;
      readonly alpha: number;
      readonly s: number;
      readonly beta: number;
    };

export interface Simulation {
  readonly story: PurchaseStory;
  readonly customers: number;
  readonly seed: number;
  /** First purchases fall evenly over these weeks, on whole days. */
  readonly joinWeeks: number;
  /** The history ends this many weeks after the first customer joined. */
  readonly observedWeeks: number;
  /** Weeks after the end that are simulated too. Default 0. */
  readonly futureWeeks?: number;
}

export interface SimulatedCustomer extends Required<History> {
  /** Weeks from the end of the history to each purchase after it. */
  readonly future: readonly number[];
  readonly isAlive: boolean;
}

interface Life {
  readonly nextGap: () => number;
  /** True if this purchase (0 is the first) is the last by choice. */
  readonly leaves: (purchase: number) => boolean;
  readonly endsAt: number;
}

function drawLife(story: PurchaseStory, random: Random): Life {
  const rate = random.gamma(story.r, story.alpha);
  if (story.kind === 'pareto') {
    const endsAt = random.exponential(random.gamma(story.s, story.beta));
    return { nextGap: () => random.exponential(rate), leaves: () => false, endsAt };
  }
  const { k, m, a, b } = story;
  const dropout = random.beta(a, b);
  const leaves = (purchase: number) => (m === 1 || purchase > 0) && random.uniform() < dropout;
  const nextGap = () => {
    let gap = 0;
    for (let stage = 0; stage < k; stage += 1) gap += random.exponential(rate);
    return gap;
  };
  return { nextGap, leaves, endsAt: Infinity };
}

/** One customer seen for T weeks and followed until `until`. */
function live(life: Life, T: number, until: number): SimulatedCustomer {
  const future: number[] = [];
  let [x, tx, litt, clock, isAlive] = [0, 0, 0, 0, life.endsAt > T];
  for (let purchase = 0; ; purchase += 1) {
    if (life.leaves(purchase)) {
      isAlive = isAlive && clock > T;
      break;
    }
    const gap = life.nextGap();
    clock += gap;
    if (clock > Math.min(until, life.endsAt)) break;
    if (clock > T) future.push(clock - T);
    else {
      x += 1;
      tx = clock;
      litt += Math.log(gap);
    }
  }
  return { x, tx, T, litt, future, isAlive };
}

export function simulateCustomers(simulation: Simulation): SimulatedCustomer[] {
  const { story, customers, seed, joinWeeks, observedWeeks, futureWeeks = 0 } = simulation;
  const random = seededRandom(seed);
  return Array.from({ length: customers }, () => {
    const T = observedWeeks - Math.floor(random.uniform() * joinWeeks * 7) / 7;
    return live(drawLife(story, random), T, T + futureWeeks);
  });
}

/** Rounds purchases to whole days, as a shop's records are; purchases on one day are merged only approximately. */
export function inWholeDays<Customer extends History>(customer: Customer): Customer {
  return { ...customer, tx: Math.round(customer.tx * 7) / 7, T: Math.round(customer.T * 7) / 7 };
}

/** Mean spend per repeat purchase, drawn from the gamma-gamma story with these parameters; 0 without repeats. */
export function simulateSpend(
  x: readonly number[],
  { p, q, v }: { p: number; q: number; v: number },
  seed: number,
): number[] {
  const random = seededRandom(seed);
  return x.map((count) => {
    const rate = random.gamma(q, v);
    return count > 0 ? random.gamma(p * count, rate) / count : 0;
  });
}
