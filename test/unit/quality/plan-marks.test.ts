// What a mark does to an entry of the log: nothing to what happened.
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/ingest/accept.ts';
import { changeOf } from '../../../shared/ingest/change.ts';
import { entryOf } from '../../../shared/ingest/entries.ts';
import { recentEvents } from '../../../shared/ingest/recent.ts';
import { Entry } from '../../../shared/ingest/schema.ts';
import type { CheckingPlan } from '../../../shared/quality/plan/plan-check.ts';
import { aCustomerId } from '../../support/factories.ts';
import { aCheckingPlan, standardChecks } from '../../support/plans.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const order = {
  type: 'track',
  event: 'Order Completed',
  userId: 'c-1',
  messageId: 'm-1',
  timestamp: '2026-10-01T09:00:00Z',
  properties: { order_id: 'A-1', total: 12.5 },
};
const strict = aCheckingPlan({ 'Order Completed': { required: ['till', 'shop'] } }, { version: 4 });

function verdictOf(event: object, plan: CheckingPlan | undefined) {
  const envelope = { context: {}, sentAt: undefined, receivedAt: NOW };
  return judge(event, envelope, { keyKind: 'server', currency: 'ETB', country: 'ET', plan });
}
function entryBy(plan: CheckingPlan | undefined, event: object = order): Entry {
  const verdict = verdictOf(event, plan);
  if ('rejected' in verdict) throw new Error(JSON.stringify(verdict.rejected.reasons));
  return entryOf({ accepted: verdict.accepted, customerId: aCustomerId(), firstSeen: NOW }, 'key_1', NOW);
}

describe('an entry', () => {
  it('carries its violations and the version of the plan, under the key it would have without', () => {
    const { violations, plan, ...rest } = entryBy(strict);

    expect(violations).toEqual([
      { pointer: '/properties/till', rule: 'required' },
      { pointer: '/properties/shop', rule: 'required' },
    ]);
    expect(plan).toBe(4);
    expect(rest).toEqual(entryBy(undefined));
  });

  it('gains not a byte when it is as planned', () => {
    expect(entryBy(standardChecks)).toEqual(entryBy(undefined));
  });

  it('is read as it was written', () => {
    const marked = { ...entryBy(strict), isUnplanned: true };

    expect(Entry.parse(marked)).toEqual(marked);
  });

  it('sent again under another plan is no change to what happened', () => {
    const [before, after] = [{ ...entryBy(standardChecks) }, { ...entryBy(strict) }];

    expect(before.sk).toBe(after.sk);
    expect(changeOf({ before, after })).toBeUndefined();
    expect(changeOf({ before: after, after: { ...entryBy(aCheckingPlan({})) } })).toBeUndefined();
  });
});

describe('the look at what came in last', () => {
  it('shows flagged events as accepted ones with their violations', () => {
    const verdicts = [
      verdictOf(order, strict),
      verdictOf({ ...order, event: 'Heard', messageId: 'm-2' }, strict),
      verdictOf({ ...order, properties: {} }, strict),
    ];

    expect(recentEvents(verdicts, ['cus_1', 'cus_2'], NOW)).toMatchObject([
      {
        verdict: 'flagged',
        customerId: 'cus_1',
        violations: [{ rule: 'required' }, { rule: 'required' }],
        plan: 4,
      },
      { verdict: 'accepted', customerId: 'cus_2', isUnplanned: true, plan: 4 },
      { verdict: 'rejected' },
    ]);
  });
});
