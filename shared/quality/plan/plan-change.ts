// A plan that is put becomes the next version, unless it is the one in force already.
import { isDeepStrictEqual } from 'node:util';
import { type PlanChanges, type PlanContent, planName, type TrackingPlan } from './plan-schema.ts';

export interface Put {
  /** Signed-in user. */
  userId: string;
  /** Milliseconds. */
  now: number;
}

const contentOf = ({ unplanned, events }: PlanContent): PlanContent => ({ unplanned, events });

/** The next version; `before` itself when nothing is new. The standard plan put as it is becomes version 1. */
export function nextPlan(before: TrackingPlan, content: PlanContent, { userId, now }: Put): TrackingPlan {
  // As it is read back: JSON knows no undefined.
  const asked: PlanContent = JSON.parse(JSON.stringify(contentOf(content)));
  const isSame = isDeepStrictEqual(JSON.parse(JSON.stringify(contentOf(before))), asked);
  if (isSame && before.version > 0) return before;
  return {
    ...asked,
    version: before.version + 1,
    createdAt: new Date(now).toISOString(),
    createdBy: userId,
    eventCount: asked.events.length,
    changes: changesOf(before, asked),
  };
}

function changesOf(before: PlanContent, after: PlanContent): PlanChanges {
  const [old, fresh] = [before, after].map(
    ({ events }) => new Map(events.map((event) => [planName(event.name), event])),
  );
  const names = (one: typeof old, keep: (key: string) => boolean) =>
    [...(one ?? [])].filter(([key]) => keep(key)).map(([, { name }]) => name);
  return {
    added: names(fresh, (key) => !old?.has(key)),
    changed: names(
      fresh,
      (key) => old?.has(key) === true && !isDeepStrictEqual(old.get(key), fresh?.get(key)),
    ),
    removed: names(old, (key) => !fresh?.has(key)),
  };
}
