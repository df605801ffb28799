// Tracking plans for tests: the standard one, ready to be asked, and small ones that a test writes.
import { type CheckingPlan, checkingPlan } from '../../shared/quality/plan/plan-check.ts';
import { PlanContent } from '../../shared/quality/plan/plan-schema.ts';
import { standardPlan } from '../../shared/quality/plan/standard-plan.ts';

const loudly = (error: unknown) => {
  throw error;
};

/** Throws where a schema cannot be used: in a test that is a fault. */
export const standardChecks: CheckingPlan = checkingPlan(standardPlan, loudly);

/** What a part of ingest that needs a plan is given when the test is about something else. */
export const withPlan = { plan: async () => standardChecks };

/** A plan of these schemas by event name. */
export const aPlan = (
  schemas: Record<string, Record<string, unknown>>,
  over: Partial<PlanContent> = {},
): PlanContent =>
  PlanContent.parse({
    events: Object.entries(schemas).map(([name, schema]) => ({ name, schema })),
    ...over,
  });

export const aCheckingPlan = (
  schemas: Record<string, Record<string, unknown>>,
  over: Partial<PlanContent & { version: number }> = {},
): CheckingPlan => {
  const { version = 1, ...content } = over;
  return checkingPlan({ ...aPlan(schemas, content), version }, loudly);
};
