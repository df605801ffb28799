// Step 1: which day, how many workers, whether to fit. Repeating it gives the same plan.
import { dayOfDate } from '../../platform/days.ts';
import { quietRanges } from '../calendar.ts';
import {
  businessDateOf,
  type Context,
  contextKey,
  isFitDue,
  modelVersion,
  type NightlyInput,
  type Plan,
  segmentCount,
  tasksOf,
} from '../nightly.ts';
import { isSmall } from '../nightly-store.ts';
import { currentOf, modelOf, runOf, settingsOf } from '../program-store.ts';
import type { Current } from '../schema.ts';
import type { NightlyParts } from './parts.ts';

/** `now`, milliseconds, stands in when neither a schedule nor a person named the day. Throws 409 for a past day. */
export async function plan(
  parts: Pick<NightlyParts, 'customers' | 'program' | 'objects' | 'business'>,
  input: NightlyInput,
  now: number,
): Promise<Plan> {
  const { customers, program, objects, business } = parts;
  const current = await currentOf(program);
  const businessDate = businessDateOf(input, current, { now, timeZone: business.timeZone });
  const last = current && (await runOf(program, current.businessDate));
  const known = last?.customers ?? ((await isSmall(customers)) ? 0 : 'many');
  const due = isFitDue(current, {
    businessDate,
    horizonDays: business.horizonDays,
    buyers: last?.buyers ?? 0,
  });
  // A pass that was stopped after its fit goes on with the model it made.
  const isMade = due && (await modelOf(program, modelVersion(businessDate))) !== undefined;
  const settings = await settingsOf(program);
  const context: Context = {
    businessDate,
    model: due || !current ? modelVersion(businessDate) : current.model.version,
    bands: settings.bands,
    quiet: quietRanges(settings, dayOfDate(businessDate)).map(([from, to]) => [from, to]),
    sameWeeksLastYear: settings.sameWeeksLastYear,
    maxChangeShare: settings.maxChangeShare,
    minChangesToHold: settings.minChangesToHold,
    nights: nightsSince(current, businessDate),
    startedAt: new Date(input.scheduledAt ?? now).toISOString(),
  };
  await objects.put(contextKey(businessDate), context);
  const total = segmentCount(known);
  return {
    businessDate,
    approved: input.approved,
    isFitDue: due && !isMade,
    total,
    tasks: tasksOf(businessDate, total),
  };
}

const nightsSince = (current: Current | undefined, businessDate: string): number =>
  Math.max(1, current ? dayOfDate(businessDate) - dayOfDate(current.businessDate) : 1);
