// Where an accepted event is not as planned: what its entry in the log carries.
import * as z from 'zod';

/** Where an accepted event is not as the tracking plan says. Rules and places only: never a value of the event. */
export const Violation = z.object({
  /** RFC 6901, from the event; places in lists are `*`, so that equal mistakes have equal pointers. */
  pointer: z.string(),
  /** The keyword of JSON Schema that does not hold, or a rule of ours such as `phone`. */
  rule: z.string(),
});
export type Violation = z.infer<typeof Violation>;

/** Of one event; more would say little more. */
export const MAX_VIOLATIONS = 5;

/** What the log keeps of how an event keeps to the plan; an event that does has none of these. */
export const Flags = z.object({
  violations: z.array(Violation).min(1).max(MAX_VIOLATIONS).optional(),
  /** A track event that the plan does not name, whether or not the plan flags such events. */
  isUnplanned: z.literal(true).optional(),
  /** The version of the plan that found it. */
  plan: z.int().min(0).optional(),
});
export type Flags = z.infer<typeof Flags>;
