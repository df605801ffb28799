// A plan that is put is the next version, once, and says what it changed.
import { describe, expect, it } from 'vitest';
import { nextPlan } from '../../../shared/quality/plan/plan-change.ts';
import { standardPlan } from '../../../shared/quality/plan/standard-plan.ts';
import { aPlan } from '../../support/plans.ts';

const put = { userId: 'user-1', now: Date.parse('2026-10-05T09:00:00Z') };

describe('a plan that is put', () => {
  const first = nextPlan(standardPlan, aPlan({ Seen: { required: ['a'] }, Heard: {} }), put);

  it('is version 1 after the standard plan, even with the same content', () => {
    const { unplanned, events } = standardPlan;

    expect(first).toMatchObject({
      version: 1,
      createdAt: '2026-10-05T09:00:00.000Z',
      createdBy: 'user-1',
      eventCount: 2,
    });
    expect(first.changes.added).toEqual(['Seen', 'Heard']);
    expect(first.changes.removed).toContain('Order Completed');
    expect(nextPlan(standardPlan, { unplanned, events }, put)).toMatchObject({
      version: 1,
      changes: { added: [], changed: [], removed: [] },
    });
  });

  it('is no new version when it is the one in force', () => {
    const same = aPlan({ Seen: { required: ['a'] }, Heard: {} });

    expect(nextPlan(first, same, { ...put, userId: 'user-2', now: put.now + 1 })).toBe(first);
    expect(nextPlan(first, { ...same, unplanned: 'flag' }, put).version).toBe(2);
  });

  it('names what came, went and is another now', () => {
    const next = nextPlan(first, aPlan({ seen: { required: ['b'] }, Felt: {} }), put);

    expect(next).toMatchObject({
      version: 2,
      changes: { added: ['Felt'], changed: ['seen'], removed: ['Heard'] },
    });
  });
});
