// How the fold counts in this business, with the model in force.
import { scoreAll } from '../churn/rescore.ts';
import type { Current } from '../churn/schema.ts';
import { dayOfDate } from '../platform/days.ts';
import type { ProjectSettings } from './project.ts';

/** No wall clock: the same log and model give the same score. */
export const projectSettings = (
  env: { TIME_ZONE: string; CURRENCY: string; COUNTRY: string },
  current: Current | undefined,
): ProjectSettings => ({
  timeZone: env.TIME_ZONE,
  currency: env.CURRENCY,
  country: env.COUNTRY,
  rescore: (stats, previous, signals) =>
    current &&
    scoreAll(
      [{ stats, previous, signals }],
      current,
      Math.max(dayOfDate(current.businessDate), stats.lastDay),
    )[0],
});
