// Reads the day of a sale as written; the file's own day counts, whatever time zone stands beside it.

export type DayRead = { ok: true; day: string } | { ok: false; reason: string };

/**
 * Accepts 2026-11-21, 2026/11/21, 20261121, 21.11.2026 and 21/11/2026 or 11/21/2026 where only one
 * reading is possible, each with or without a time behind it. Answers an ISO date or why not.
 */
export function readDay(text: string): DayRead {
  const iso = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ].*)?$/.exec(text);
  if (iso && (iso[2] !== '' || /^\d{8}(?:[T ]|$)/.test(text))) return checked(text, iso[1], iso[3], iso[4]);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ,].*)?$/.exec(text);
  if (dotted) return checked(text, dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ,].*)?$/.exec(text);
  if (!slashed) return unreadable(text);
  const [, first = '', second = '', year] = slashed;
  if (Number(first) > 12) return checked(text, year, second, first);
  if (Number(second) > 12 || first === second) return checked(text, year, first, second);
  return { ok: false, reason: `date "${text}" can be read two ways; write it as year-month-day.` };
}

function checked(text: string, year = '', month = '', day = ''): DayRead {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
  return exists ? { ok: true, day: iso } : unreadable(text);
}

const unreadable = (text: string): DayRead => ({
  ok: false,
  reason: text === '' ? 'no date.' : `date "${text}" cannot be read; write it as year-month-day.`,
});
