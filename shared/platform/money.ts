// Money: integer minor units and an ISO 4217 code; digits per currency come from Intl (ETB 2, JPY 0, KWD 3).
export interface Money {
  /** Integer minor units (cents, santim). */
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
}

const digits = new Map<string, number>();

/** Minor-unit digits of a currency; throws RangeError for a malformed code. */
export function currencyDigits(currency: string): number {
  let found = digits.get(currency);
  if (found === undefined) {
    found =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2;
    digits.set(currency, found);
  }
  return found;
}

/** Major units (a number such as 12.5) to minor units, rounded half away from zero. */
export function toMinor(major: number, currency: string): number {
  const factor = 10 ** currencyDigits(currency);
  const shifted = Number((Math.abs(major) * factor).toPrecision(15));
  // `+ 0` turns -0 into 0.
  return Math.sign(major) * Math.round(shifted) + 0;
}

/** Minor units to major units. */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** currencyDigits(currency);

/** For people: `ETB 1,234.50` / `ብር 1,234.50`; `whole` drops the decimals. */
export function formatMoney(money: Money, language: 'am' | 'en', whole = false): string {
  const fractionDigits = whole ? 0 : currencyDigits(money.currency);
  return new Intl.NumberFormat(language === 'am' ? 'am-ET' : 'en-ET', {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  })
    .format(toMajor(money.amount, money.currency))
    .replaceAll('\u00a0', ' ');
}
