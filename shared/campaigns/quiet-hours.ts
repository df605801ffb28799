// Quiet hours: when it is night where the recipient is, and when the night ends.

/** Minutes after local midnight; from > to runs over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

const DAY_MINUTES = 1_440;
const MINUTE = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the time zone database knows a zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Throws RangeError for an unknown zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  let found = clocks.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(zone, found);
  }
  return found;
}

/** Minutes after local midnight of an instant. */
function minuteOfDay(now: number, zone: string): number {
  const parts = clockOf(zone).formatToParts(now);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return read('hour') * 60 + read('minute');
}

const isQuietMinute = (minute: number, { from, to }: QuietHours): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;

/** The end of the quiet hours that `now` falls into, milliseconds; undefined outside of them. Throws for an unknown zone. */
export function quietUntil(now: number, zone: string, quiet: QuietHours): number | undefined {
  if (!isQuietMinute(minuteOfDay(now, zone), quiet)) return undefined;
  let end = Math.floor(now / MINUTE) * MINUTE;
  // Twice, because clocks may be put forward or back between now and then.
  for (let pass = 0; pass < 2; pass += 1) {
    const minute = minuteOfDay(end, zone);
    const ahead = (quiet.to - minute + DAY_MINUTES) % DAY_MINUTES;
    end += (pass > 0 && ahead > DAY_MINUTES / 2 ? ahead - DAY_MINUTES : ahead) * MINUTE;
  }
  return end;
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads `21:00-08:00`; `none` is no quiet hours. Undefined for anything else. */
export function quietHoursOf(text: string): QuietHours | undefined {
  if (text === 'none') return { from: 0, to: 0 };
  const [, ...numbers] = CLOCK.exec(text) ?? [];
  const [fromHour, fromMinute, toHour, toMinute] = numbers.map(Number);
  if (fromHour === undefined || fromMinute === undefined) return undefined;
  if (toHour === undefined || toMinute === undefined) return undefined;
  return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
}
