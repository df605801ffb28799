// Tries one event against a plan: what would become of it on its way in. Nothing is stored.
import { judge } from '../../ingest/accept.ts';
import type { Mismatch } from './compiled.ts';
import { type CheckingPlan, checkingPlan } from './plan-check.ts';
import type { Checked } from './plan-routes.ts';
import type { PlanContent } from './plan-schema.ts';

export interface Trial {
  currency: string;
  country: string;
  /** Milliseconds. */
  now: number;
}

/** `plan` with a version is one that is stored. The event is taken for one of a server's write key. */
export function tryEvent(
  event: Record<string, unknown>,
  plan: PlanContent & { version?: number },
  { now, ...business }: Trial,
): Checked {
  const version = plan.version ?? null;
  const checking = checkingPlan({ ...plan, version: version ?? 0 }, () => {});
  const violations: Mismatch[] = [];
  const listening: CheckingPlan = {
    ...checking,
    flagsOf(accepted) {
      violations.push(...checking.mismatchesOf(accepted));
      return checking.flagsOf(accepted);
    },
  };
  const verdict = judge(
    event,
    { context: {}, sentAt: undefined, receivedAt: now },
    { ...business, keyKind: 'server', plan: listening },
  );
  if ('rejected' in verdict) {
    const { reasons } = verdict.rejected;
    return { outcome: 'rejected', isUnplanned: false, violations: [], reasons, plan: version };
  }
  const { kind, name, flags } = verdict.accepted;
  return {
    outcome: violations.length > 0 ? 'flagged' : 'accepted',
    kind,
    name,
    isUnplanned: flags?.isUnplanned === true,
    violations,
    reasons: [],
    plan: version,
  };
}
