// Calendar days of the business: a day is an integer (days since 1970-01-01) in the business's time zone.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(timeZone, found);
  }
  return found;
}

const DAY_MS = 86_400_000;

/** The local date `YYYY-MM-DD` of an instant. */
export const dateOf = (instant: string | number | Date, timeZone: string): string =>
  formatter(timeZone).format(new Date(instant));

/** Day number of an ISO date `YYYY-MM-DD`. Throws RangeError when it is not a date. */
export function dayOfDate(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  const day = Math.round(ms / DAY_MS);
  // Date.parse rolls 30 February over to March; a date that does not come back as itself is none.
  if (Number.isNaN(ms) || dateOfDay(day) !== date) throw new RangeError(`not a date: ${date}`);
  return day;
}

/** Day number of an instant in the business's time zone. */
export const dayOf = (instant: string | number | Date, timeZone: string): number =>
  dayOfDate(dateOf(instant, timeZone));

/** ISO date of a day number. */
export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
