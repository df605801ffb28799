// What merging and parting two customers take and answer, and the job that moves a history.
import * as z from 'zod';
import { CustomerId } from './schema.ts';

export const MergeWith = z
  .strictObject({ other: CustomerId.meta({ description: 'Id of the other customer.' }) })
  .meta({ id: 'MergeWith', examples: [{ other: 'cus_01JMVT5KQ8X2Y7ZB4D6F9GHWRP' }] });

export const MergeInto = MergeWith.extend({
  anyway: z.boolean().default(false).meta({
    description:
      'Merge them although each has an id of your own from the same source: somebody knows that one person signed up twice.',
  }),
}).meta({ id: 'MergeInto', examples: [{ other: 'cus_01JMVT5KQ8X2Y7ZB4D6F9GHWRP' }] });

export const Merged = z
  .object({
    customerId: z.string().meta({ description: 'The customer who stays.' }),
    mergedId: z.string().meta({ description: 'The customer who became part of the other.' }),
    at: z.string(),
    partableUntil: z.string().meta({ description: 'Until when `unmerge` can undo it.' }),
    isDone: z
      .boolean()
      .meta({ description: 'The whole history has been united; until then it is on its way.' }),
  })
  .meta({ id: 'Merged' });
export type Merged = z.infer<typeof Merged>;

export const Parted = z
  .object({
    customerId: z.string().meta({ description: 'The customer who stayed.' }),
    partedId: z.string().meta({ description: 'The customer who is one of their own again.' }),
    at: z.string(),
  })
  .meta({ id: 'Parted' });
export type Parted = z.infer<typeof Parted>;

/** A pass over a history. Running one twice, or stopping anywhere and running it again, ends the same. */
export const MoveJob = z.object({
  /** The customer who was merged, or is being parted. */
  customerId: CustomerId,
  /** The second look, when everything that was on its way has arrived. */
  isLast: z.boolean().default(false),
  /** Whose log is walked: of parting, first their own and then that of who stays. */
  of: z.enum(['own', 'winner']).default('own'),
  /** Sort key to go on after. */
  after: z.string().optional(),
  /** Asked for by the log, in case whoever decided died before asking: nothing is to do once all is done. */
  unlessDone: z.boolean().optional(),
  /** Only these entries, which came late. */
  only: z.array(z.string()).max(200).optional(),
});
export type MoveJob = z.infer<typeof MoveJob>;

/** Somebody signed in on a device whose history is another customer. */
export const JoinJob = z.object({ join: z.object({ anonymous: CustomerId, known: CustomerId }) });
export type JoinJob = z.infer<typeof JoinJob>;

export const MergeJob = z.union([JoinJob, MoveJob]);
