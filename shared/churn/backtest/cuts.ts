// The past dates on which the methods are tried.

const mostCuts = 4;
/** A method needs a past to learn from: this share of the history, and four weeks at least. */
const learnShare = 0.4;
const learnDays = 28;
/** What follows a cut is at least this long, or the horizon if that is shorter. */
const shortestShare = 0.25;

export interface Cut {
  cut: number;
  /** Length of what is predicted and then looked up, at most the horizon. */
  days: number;
}

/** Up to four dates, evenly spread, oldest first; fewer or none when the history is short. */
export function cutDates(first: number, now: number, horizonDays: number): Cut[] {
  const age = now - first;
  const earliest = first + Math.max(learnDays, Math.ceil(learnShare * age));
  const latest = now - Math.min(horizonDays, Math.max(7, Math.floor(shortestShare * age)));
  if (latest < earliest) return [];
  const apart = Math.max(7, Math.ceil((latest - earliest) / (mostCuts - 1)));
  const cuts: Cut[] = [];
  for (let cut = latest; cut >= earliest && cuts.length < mostCuts; cut -= apart) {
    cuts.unshift({ cut, days: Math.min(horizonDays, now - cut) });
  }
  return cuts;
}
