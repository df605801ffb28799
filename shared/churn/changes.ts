// What the nightly pass writes: only scores that moved enough for a person, a list or a mail to notice.
import * as z from 'zod';
import { ListedBand, Score } from './schema.ts';

/** A score to write, with what was read: the write is conditional on both. */
export const Change = z.object({
  customerId: z.string(),
  /** `stats.version` that was scored. */
  version: z.int(),
  was: Score.optional(),
  score: Score,
});
export type Change = z.infer<typeof Change>;

/** A twentieth: less is below the calibration error of any model on a shop of this size, and would be a write a night. */
const RISK_STEP = 0.05;
/** A fifth: less hardly moves a customer on a list ordered by value at risk. */
const VALUE_STEP = 0.2;

/** True when the new score differs enough from the stored one to be worth a write. The first score always is. */
export function isWorthWriting(was: Score | undefined, score: Score): boolean {
  if (!was || was.band !== score.band) return true;
  if (Math.abs(score.risk - was.risk) >= RISK_STEP) return true;
  if (!ListedBand.safeParse(score.band).success) return false;
  const larger = Math.max(was.valueAtRisk, score.valueAtRisk);
  return Math.abs(score.valueAtRisk - was.valueAtRisk) >= Math.max(1, VALUE_STEP * larger);
}
