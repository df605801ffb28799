// The plan in force, for whoever takes events in: asked of the store once a minute, and never a reason to refuse an event.
import { setTimeout as wait } from 'node:timers/promises';
import { type CheckingPlan, checkingPlan } from './plan-check.ts';
import type { TrackingPlan } from './plan-schema.ts';
import { standardPlan } from './standard-plan.ts';

const KNOWN_MS = 60_000;
const FAILED_MS = 5_000;
/** How long events wait for the store before they are held against the plan known last. */
const PATIENCE_MS = 1_000;

export interface PlanSource {
  /** The plan in force; undefined: the owner has put none. */
  current(): Promise<TrackingPlan | undefined>;
  /** Milliseconds that only go forward. */
  clock(): number;
  /** Told of a store that fails and of schemas that cannot be used. */
  failed(error: unknown, what: string): void;
}

/** The plan known last, the standard plan before any is known. Never throws. */
export function planInForce({ current, clock, failed }: PlanSource): () => Promise<CheckingPlan> {
  let known = checkingPlan(standardPlan, failed);
  let until = Number.NEGATIVE_INFINITY;
  let asked: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    try {
      const plan = (await current()) ?? standardPlan;
      if (plan.version !== known.version) known = checkingPlan(plan, failed);
      until = clock() + KNOWN_MS;
    } catch (error) {
      until = clock() + FAILED_MS;
      failed(error, 'tracking plan');
    } finally {
      asked = undefined;
    }
  };
  return async () => {
    if (clock() >= until) {
      asked ??= ask();
      const patience = new AbortController();
      const late = wait(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([asked, late]);
      patience.abort();
    }
    return known;
  };
}
