// The parts that signatures are made of. Every comparison takes the same time wherever the difference is.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 over the parts one after the other. */
export function hmac(secret: string | Uint8Array, ...parts: (string | Uint8Array)[]): Buffer {
  const mac = createHmac('sha256', secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

const isSame = (given: string, expected: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Whether any given signature is the one that any of the secrets makes. All pairs are compared, whichever fits first. */
export function isSigned(
  given: readonly (string | undefined)[],
  secrets: readonly string[],
  expected: (secret: string) => string,
): boolean {
  const pairs = secrets.flatMap((secret) => {
    const text = expected(secret);
    return given.map((one) => one !== undefined && one !== '' && isSame(one, text));
  });
  return pairs.includes(true);
}

/** Five minutes either way, as Stripe and Standard Webhooks have it: longer makes replays easy, shorter fails slow clocks. */
const TOLERANCE_MS = 5 * 60_000;

/** Whether a signed instant (milliseconds) is near enough; an unreadable one is not. */
export const isRecent = (at: number, now: number): boolean => Math.abs(now - at) <= TOLERANCE_MS;

/** Milliseconds of whole seconds as text; NaN for anything else. */
export const secondsToMs = (text: string | undefined): number =>
  /^\d{1,12}$/.test(text ?? '') ? Number(text) * 1_000 : Number.NaN;
