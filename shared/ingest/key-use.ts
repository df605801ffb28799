// When a secret was last used, to the hour: a note of each process and hour, so that no item is written often.

const HOUR_MS = 3_600_000;

/** `note` at most once an hour per secret; a note that fails is not worth a request and is left to the next hour. */
export function hourly(
  note: (secretId: string, now: number) => Promise<void>,
  failed: (error: unknown) => void,
) {
  const noted = new Map<string, number>();
  return async (secretId: string, now: number): Promise<void> => {
    const hour = Math.floor(now / HOUR_MS);
    if (noted.get(secretId) === hour) return;
    noted.set(secretId, hour);
    await note(secretId, now).catch(failed);
  };
}
