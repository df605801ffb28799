// The tracking plan over HTTP.
import * as z from 'zod';
import { Kind } from '../../ingest/schema.ts';
import { ChangeHeaders, PageQuery, pageOf, ReadAgainHeaders } from '../../platform/answers.ts';
import { defineRoutes, everyRole } from '../../platform/routes.ts';
import { planProblems } from './plan-rules.ts';
import { PlanContent, PlanVersion, TrackingPlan } from './plan-schema.ts';
import { Violation } from './violation.ts';

const ignored = z
  .unknown()
  .optional()
  .meta({ description: 'Ignored: what was read may be put back, changed.' });
const asRead = {
  version: ignored,
  createdAt: ignored,
  createdBy: ignored,
  eventCount: ignored,
  changes: ignored,
};

/** A plan as an owner may put it; what is wrong is told by event and keyword. */
const NewPlan = PlanContent.extend(asRead)
  .superRefine((plan, context) => {
    for (const { path, message } of planProblems(plan)) context.addIssue({ code: 'custom', path, message });
  })
  .transform(({ unplanned, events }): PlanContent => ({ unplanned, events }))
  .meta({ id: 'NewTrackingPlan' });

const Checked = z
  .object({
    outcome: z.enum(['accepted', 'flagged', 'rejected']).meta({
      description: 'rejected: it would not be taken in at all, plan or no plan; see `reasons`.',
    }),
    kind: Kind.optional().meta({ description: 'Kind it would have in the log.' }),
    name: z.string().optional().meta({ description: 'The name it goes by here.' }),
    isUnplanned: z.boolean(),
    violations: z.array(
      Violation.extend({
        expected: z
          .unknown()
          .optional()
          .meta({ description: 'What the plan wants there: the value of the keyword.' }),
      }),
    ),
    reasons: z.array(z.object({ pointer: z.string(), detail: z.string() })),
    plan: z
      .int()
      .nullable()
      .meta({ description: 'Version it was held against; null for a plan that came along.' }),
  })
  .meta({ id: 'CheckedEvent' });
export type Checked = z.infer<typeof Checked>;

export const planRoutes = defineRoutes({
  'GET /v1/tracking-plan': {
    audience: everyRole,
    summary: 'Read the tracking plan in force',
    description:
      'Which events there are and what each must carry. An event that is not as planned is taken in all the same, marked and counted. Version 0 is a standard plan.',
    headers: ReadAgainHeaders,
    response: TrackingPlan,
  },
  'PUT /v1/tracking-plan': {
    audience: ['owner'],
    summary: 'Put a new version of the tracking plan',
    description:
      'Replaces the whole plan; in force for new events within a minute. The same plan again makes no new version. Send the `ETag` you read as `If-Match`, and nobody’s change is lost.',
    headers: ChangeHeaders,
    body: NewPlan,
    response: TrackingPlan,
    problems: ['precondition-failed'],
  },
  'GET /v1/tracking-plan/versions': {
    audience: everyRole,
    summary: 'All versions of the tracking plan, newest first, and what each changed',
    query: PageQuery,
    response: pageOf('TrackingPlanVersions', PlanVersion),
  },
  'GET /v1/tracking-plan/versions/{version}': {
    audience: everyRole,
    summary: 'Read a version of the tracking plan',
    params: z.object({
      version: z.coerce
        .number<string>()
        .int()
        .min(0)
        .max(999_999)
        .meta({ description: '0: the standard plan.' }),
    }),
    response: TrackingPlan,
  },
  'POST /v1/tracking-plan/check': {
    audience: ['owner', 'marketer', 'support'],
    summary: 'Try an event against the plan in force, or against one you are writing; nothing is stored',
    body: z.strictObject({
      event: z.record(z.string(), z.unknown()).meta({ description: 'The event, as in a batch.' }),
      plan: NewPlan.optional().meta({ description: 'Default: the plan in force.' }),
    }),
    response: Checked,
  },
});
