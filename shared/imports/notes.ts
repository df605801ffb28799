// What a worker cannot see from its own rows: one object beside each chunk that has such rows. Keys are row numbers.
import * as z from 'zod';

/** What the lines of an order come to. */
export const WholeOrder = z.object({
  lines: z.int(),
  /** Milliseconds: the earliest of its lines. */
  at: z.int(),
  amount: z.number(),
  refunded: z.number(),
  currency: z.string(),
  /** As in a tracked order. */
  products: z.array(z.looseObject({})),
});
export type WholeOrder = z.infer<typeof WholeOrder>;

/** A row of an order with several: it stands for the whole, or is part of what the row `of` stands for, or is refused. */
export const LineNote = z.union([
  z.object({ whole: WholeOrder }),
  z.object({ of: z.int() }),
  z.object({ why: z.string() }),
]);
export type LineNote = z.infer<typeof LineNote>;

export const Notes = z.object({
  /** How many equal sales came before. */
  occurrence: z.record(z.string(), z.int()),
  /** Which row has their order id with other values. */
  clash: z.record(z.string(), z.int()),
  lines: z.record(z.string(), LineNote).optional(),
});
export type Notes = z.infer<typeof Notes>;
