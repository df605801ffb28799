// Which band a customer is in: how much of their chance to return silence has used up, with hysteresis.
//
// A risk alone cannot say it: somebody who buys once a year is always "unlikely to buy in the next 90 days". So the
// risk is held against the same customer's risk on the day of their last purchase:
//
//   lost chance = 1 - P(buys in H days, as of today) / P(buys in H days, as of the last purchase)
//
// It is 0 on a day of purchase and rises towards 1 with silence, fast for a daily buyer and slowly for a yearly one.
// Somebody at-risk is also more likely than not to stay away. The defaults, tried at five dates of two public shops
// (CDNOW, Online Retail 2011; H = 90; risks corrected): of the customers put at-risk 66 to 85 % bought nothing in the
// following 90 days, of the lapsed 67 to 96 %, of those to watch 43 to 79 %, of the safe 26 to 56 %.
import type { Band } from './schema.ts';
import type { BandThresholds } from './settings.ts';

export interface Standing {
  /** Repeat purchase days. */
  repeatDays: number;
  /** Days since the last purchase, quiet days left out. */
  silentDays: number;
  /** P(no purchase in the next H days): today, and as it was on the day of the last purchase. */
  risk: number;
  riskWhenFresh: number;
  /** Days within which most of this shop's first-time buyers who return have returned. */
  usualReturnDays: number;
}

/** Share of the chance to return that silence has used up, 0 to 1. */
export function lostChance({ risk, riskWhenFresh }: Pick<Standing, 'risk' | 'riskWhenFresh'>): number {
  // With regular buyers a purchase that has become due can be likelier than on the day of the last one: nothing lost.
  const kept = riskWhenFresh < 1 ? (1 - risk) / (1 - riskWhenFresh) : 0;
  return Math.min(1, Math.max(0, 1 - kept));
}

const rising = ['safe', 'watch', 'at-risk', 'lapsed'] as const;

/** 0 to 3: position in `rising` that a standing reaches when thresholds are lowered by `slack`. */
function levelOf(standing: Standing, thresholds: BandThresholds, slack: number): number {
  const { watch, atRisk, lapsed, likely } = thresholds;
  const lost = lostChance(standing);
  const level = [watch, atRisk, lapsed].filter((threshold) => lost >= threshold - slack).length;
  return standing.risk >= likely - slack ? level : Math.min(level, 1);
}

/**
 * The band of a customer. Young first-time buyers are `new` until the shop's usual time to return is over. A customer
 * gets worse at a threshold and better only `margin` below it, so that a refitted model does not make bands flap.
 * Applied twice to the same standing it gives the same band.
 */
export function bandOf(standing: Standing, previous: Band | undefined, thresholds: BandThresholds): Band {
  if (standing.repeatDays === 0 && standing.silentDays <= standing.usualReturnDays) return 'new';
  const entered = levelOf(standing, thresholds, 0);
  const held = levelOf(standing, thresholds, thresholds.margin);
  const before = previous === undefined || previous === 'new' ? 0 : rising.indexOf(previous);
  return rising[Math.min(held, Math.max(entered, before))] ?? 'safe';
}
