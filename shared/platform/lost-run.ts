// Runs that ended without a word: the machines that work files end a run after six hours, and then nothing says so.
export const LOST_AFTER = 7 * 3_600_000;

/** Whether a run that has not said how it ended never will. `startedAt` is RFC 3339, `now` milliseconds. */
export const isLost = (startedAt: string, now: number): boolean => Date.parse(startedAt) < now - LOST_AFTER;
