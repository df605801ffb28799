// The plan in force is known within a minute, and a store that fails or hangs costs no event.
import { describe, expect, it, vi } from 'vitest';
import { planInForce } from '../../../shared/quality/plan/plan-in-force.ts';
import type { TrackingPlan } from '../../../shared/quality/plan/plan-schema.ts';
import { standardPlan } from '../../../shared/quality/plan/standard-plan.ts';

const version = (number: number): TrackingPlan => ({ ...standardPlan, version: number });

/** A store that answers what the test says, and a clock that the test sets. */
function world(answer: () => Promise<TrackingPlan | undefined>) {
  const state = { now: 0, asked: 0, answer, failures: [] as string[] };
  const plan = planInForce({
    current: () => {
      state.asked += 1;
      return state.answer();
    },
    clock: () => state.now,
    failed: (_, what) => state.failures.push(what),
  });
  return { state, version: async () => (await plan()).version };
}

describe('the plan in force', () => {
  it('is the standard plan until one was put', async () => {
    const { version: now } = world(async () => undefined);

    expect(await now()).toBe(0);
  });

  it('is asked for once a minute', async () => {
    const { state, version: now } = world(async () => version(1));

    expect([await now(), await now()]).toEqual([1, 1]);
    state.answer = async () => version(2);
    state.now = 59_999;
    expect(await now()).toBe(1);
    state.now = 60_000;
    expect(await now()).toBe(2);
    expect(state.asked).toBe(2);
  });

  it('is asked for once by many at the same moment', async () => {
    const { state, version: now } = world(async () => version(1));

    expect(await Promise.all([now(), now(), now()])).toEqual([1, 1, 1]);
    expect(state.asked).toBe(1);
  });

  it('is the last one known while the store fails, and is asked for again soon', async () => {
    const { state, version: now } = world(async () => version(1));
    await now();
    state.answer = async () => {
      throw new Error('down');
    };
    state.now = 60_000;

    expect(await now()).toBe(1);
    expect(state.failures).toEqual(['tracking plan']);
    state.answer = async () => version(2);
    state.now = 65_000;
    expect(await now()).toBe(2);
  });

  it('is not waited for longer than a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { state, version: now } = world(() => new Promise(() => {}));
      const answer = now();
      await vi.advanceTimersByTimeAsync(1_000);

      expect(await answer).toBe(0);
      expect(state.asked).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
