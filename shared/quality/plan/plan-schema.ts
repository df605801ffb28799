// The tracking plan: which events there are and what each must carry, as a JSON Schema per event name. Versioned as a whole.
import * as z from 'zod';
import { trackName } from '../../ingest/kinds.ts';

export const MAX_EVENTS = 200;
/** Of a whole plan as JSON. */
export const MAX_PLAN_BYTES = 256 * 1024;

const Description = z.string().max(2_000);

export const PlannedEvent = z
  .strictObject({
    name: z.string().trim().min(1).max(200).meta({
      description:
        'Name of a track event, in any letter case. `identify` and `group`: the traits of such calls; `page` and `screen`: the properties of such calls, whatever their page.',
      example: 'Order Completed',
    }),
    description: Description.optional(),
    schema: z.record(z.string(), z.unknown()).meta({
      description:
        'JSON Schema (draft 2020-12, without references) of `properties`; of `traits` for `identify` and `group`. Texts of more than 100 characters fit no `pattern`; of a list its first 1,000 places are looked at.',
      example: { type: 'object', required: ['order_id'], properties: { total: { type: 'number' } } },
    }),
    since: z.iso
      .date()
      .optional()
      .meta({ description: 'Events that happened before this day (UTC) are not held against it.' }),
  })
  .meta({ id: 'PlannedEvent' });
export type PlannedEvent = z.infer<typeof PlannedEvent>;

/** What an owner decides. */
export const PlanContent = z.strictObject({
  unplanned: z.enum(['allow', 'flag']).default('allow').meta({
    description: 'Whether a track event that the plan does not name is flagged. It is counted in any case.',
  }),
  events: z.array(PlannedEvent).max(MAX_EVENTS),
});
export type PlanContent = z.infer<typeof PlanContent>;

/** What one version changed, by event name. */
const Changes = z.object({
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
});
export type PlanChanges = z.infer<typeof Changes>;

export const PlanVersion = z
  .object({
    version: z
      .int()
      .min(0)
      .meta({ description: '0: the standard plan, which holds until the owner puts one.' }),
    createdAt: z.iso.datetime().nullable().meta({ description: 'Null for the standard plan.' }),
    createdBy: z.string().nullable().meta({ description: 'The user who put it.' }),
    unplanned: PlanContent.shape.unplanned.unwrap(),
    eventCount: z.int(),
    changes: Changes.meta({ description: 'Events by name, against the version before.' }),
  })
  .meta({ id: 'TrackingPlanVersion' });
export type PlanVersion = z.infer<typeof PlanVersion>;

export const TrackingPlan = PlanVersion.extend({ events: z.array(PlannedEvent) }).meta({
  id: 'TrackingPlan',
});
export type TrackingPlan = z.infer<typeof TrackingPlan>;

/** The name by which an event of the plan is found: as ingest knows it, in any letter case. */
export const planName = (name: string): string => trackName(name.trim()).toLowerCase();
