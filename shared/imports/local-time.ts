// From a day and a time on the business's clock to the instant.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, found);
  }
  return found;
}

// Clocks change on a quarter of an hour, so what holds at one instant holds for the whole of it.
const QUARTER = 900_000;
const MOST_KEPT = 20_000;
const ahead = new Map<string, number>();

/** What the zone's clock is ahead of UTC at an instant, in milliseconds. */
function aheadBy(instant: number, timeZone: string): number {
  const quarter = Math.floor(instant / QUARTER);
  const key = `${quarter}${timeZone}`;
  const known = ahead.get(key);
  if (known !== undefined) return known;
  if (ahead.size >= MOST_KEPT) ahead.clear();
  const found = measured(quarter * QUARTER, timeZone);
  ahead.set(key, found);
  return found;
}

function measured(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatter(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}

/** Milliseconds of `YYYY-MM-DD` and `HH:MM:SS` in the zone; an hour that a clock change skips counts as the one after. */
export function instantAt(date: string, time: string, timeZone: string): number {
  const asUtc = Date.parse(`${date}T${time}Z`);
  const guess = asUtc - aheadBy(asUtc, timeZone);
  return asUtc - aheadBy(guess, timeZone);
}
