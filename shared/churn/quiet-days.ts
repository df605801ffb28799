// Quiet days: the days on which a customer's silence is not counted. Which they are: calendar.ts.

/** First and last day number of a stretch, both quiet; lists of them are sorted and do not overlap. */
export type QuietRange = readonly [from: number, to: number];

/** Sorted, with overlapping and touching ranges joined. */
export function merged(ranges: readonly QuietRange[]): QuietRange[] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** How many quiet days lie in (afterDay, untilDay]. */
export function quietDaysBetween(ranges: readonly QuietRange[], afterDay: number, untilDay: number): number {
  let days = 0;
  for (let i = ranges.length - 1; i >= 0; i -= 1) {
    const [from, to] = ranges[i] ?? [0, -1];
    if (to <= afterDay) break;
    days += Math.max(0, Math.min(to, untilDay) - Math.max(from - 1, afterDay));
  }
  return days;
}
