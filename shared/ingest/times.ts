// Times of an event: the raw instant that names it, and the corrected one that orders it.

const shape = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})$/i;

/** Milliseconds of an ISO 8601 instant with a zone; undefined for anything else, 30 February included. */
export function instantOf(text: string): number | undefined {
  const [, date, time, zone] = shape.exec(text.trim()) ?? [];
  if (date === undefined || time === undefined || zone === undefined) return undefined;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${date}T${time.replace(',', '.')}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** RFC 3339 UTC with milliseconds. */
export const instantText = (ms: number): string => new Date(ms).toISOString();

// .NET sends 0001-01-01 and others the epoch when a date was never set.
export const EARLIEST = Date.parse('1980-01-01T00:00:00Z');

const FIVE_MINUTES = 5 * 60_000;

/**
 * When it happened by our clock, all in milliseconds. A client whose clock is off by more than five minutes is moved by
 * the difference (Segment spec, "Common fields": timestamp = receivedAt - (sentAt - originalTimestamp)); smaller
 * differences are slow networks, and one that leads before 1980 is no clock. Never later than it arrived, give or take
 * five minutes.
 */
export function correctedTime(times: {
  raw: number;
  sentAt: number | undefined;
  receivedAt: number;
}): number {
  const { raw, sentAt, receivedAt } = times;
  const isOff = sentAt !== undefined && Math.abs(receivedAt - sentAt) > FIVE_MINUTES;
  const moved = isOff ? receivedAt - (sentAt - raw) : raw;
  const corrected = moved < EARLIEST ? raw : moved;
  return corrected > receivedAt + FIVE_MINUTES ? receivedAt : corrected;
}
