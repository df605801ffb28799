// The stored form of a correction: what a daily score needs besides the timing model.
import * as z from 'zod';

/** Medians over all customers at the time of fitting; never of a replayed date. */
export const FeatureCentre = z.object({
  /** Median of ln(1 + weeks since last purchase). */
  logGap: z.number(),
  /** Median of ln(1 + net spend per purchase day), major units; null when the shop has no amounts. */
  logSpend: z.number().nullable(),
});
export type FeatureCentre = z.infer<typeof FeatureCentre>;

export const Correction = z.object({
  /** It holds for this horizon only. */
  horizonDays: z.int().min(1),
  /** Features, then signals; one coefficient each. */
  names: z.array(z.string()),
  beta: z.array(z.number()),
  /** Of beta, row-major. */
  covariance: z.array(z.number()),
  /** Spread of the level of a window nobody has seen yet. */
  windowSd: z.number().min(0),
  centre: FeatureCentre,
  /** Multiplies the expected purchases that follow from the corrected risk. */
  countScale: z.number().positive(),
  /** Evidence weights of the spreads tried. */
  penalties: z.array(z.object({ sd: z.number(), weight: z.number() })),
});
export type Correction = z.infer<typeof Correction>;
