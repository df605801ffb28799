// Stops a pass that would move too many customers at once: far likelier a fault in the data than a change of heart.
import type { ChurnSettings } from './settings.ts';

export interface Movement {
  /** Customers who had a score before this pass, and how many of them change band. */
  scoredBefore: number;
  bandChanges: number;
  /** Nights since the last pass, at least 1: after a pause more changes are due. */
  nights: number;
}

export interface Verdict {
  isHeld: boolean;
  /** Share that moves, and the share from which a pass is held. */
  share: number;
  limit: number;
}

/** Even after a long pause, more than this share is worth a look. */
const MOST = 0.6;

export function guard(
  movement: Movement,
  settings: Pick<ChurnSettings, 'maxChangeShare' | 'minChangesToHold'>,
): Verdict {
  const { scoredBefore, bandChanges, nights } = movement;
  const share = scoredBefore > 0 ? bandChanges / scoredBefore : 0;
  const { maxChangeShare, minChangesToHold } = settings;
  const limit = Math.max(maxChangeShare, Math.min(MOST, maxChangeShare * Math.max(1, nights)));
  return { isHeld: share > limit && bandChanges >= minChangesToHold, share, limit };
}
