// What an owner does with the plan: put the next version, look through the old ones.
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts';
import { preconditionFailed } from '../../platform/errors.ts';
import { entityTag, mayChange } from '../../platform/etag.ts';
import { nextPlan, type Put } from './plan-change.ts';
import { type PlanContent, PlanVersion, type TrackingPlan } from './plan-schema.ts';
import type { PlanStore } from './plan-store.ts';
import { standardPlan } from './standard-plan.ts';

const LIST = 'tracking-plan versions';

/** The plan in force as of now. */
export const planNow = async (plans: PlanStore): Promise<TrackingPlan> =>
  (await plans.current({ consistent: true })) ?? standardPlan;

/**
 * Puts a plan; gives the one in force then. Throws 412 when `ifMatch` names another plan than the one in force (unless
 * that is the plan asked for: an answer was lost), 409 when somebody else puts one at the same moment.
 */
export async function changePlan(
  plans: PlanStore,
  content: PlanContent,
  { ifMatch, ...put }: Put & { ifMatch: string | undefined },
): Promise<TrackingPlan> {
  const before = await planNow(plans);
  const next = nextPlan(before, content, put);
  if (next === before) return before;
  if (!mayChange(ifMatch, entityTag(before))) {
    throw preconditionFailed(`The tracking plan is at version ${before.version} now. Read it again.`);
  }
  await plans.put(next);
  return next;
}

/** A page of versions, newest first; the standard plan is the last. */
export async function versionsPage(
  plans: PlanStore,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, LIST, z.int().min(0));
  const found = await plans.versions(before, limit + 1);
  const data = found.slice(0, limit);
  const last = data.at(-1);
  if (found.length > limit && last) {
    return { data, next_cursor: encodeCursor(last.version, LIST), has_more: true };
  }
  return { data: [...data, PlanVersion.parse(standardPlan)], next_cursor: null, has_more: false };
}
