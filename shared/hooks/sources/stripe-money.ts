// Stripe's amounts: whole numbers of a unit that depends on the currency, not always ISO 4217's.
// https://docs.stripe.com/currencies#minor-units
import { textOf } from '../fields.ts';

const withoutDecimals = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
// ISK and UGX have no decimals, but Stripe goes on counting them in hundredths.
const withThreeDecimals = new Set('BHD JOD KWD OMR TND'.split(' '));

/** Digits after the point of an amount of Stripe's. */
export const stripeDigits = (currency: string): number =>
  withoutDecimals.has(currency) ? 0 : withThreeDecimals.has(currency) ? 3 : 2;

/** Stripe's amount as decimal text in major units; undefined when it is no whole number. */
export function stripeDecimal(amount: unknown, currency: string): string | undefined {
  const [, sign = '', units = ''] = /^(-?)(\d{1,20})$/.exec(textOf(amount) ?? '') ?? [];
  if (units === '') return undefined;
  const digits = stripeDigits(currency);
  const padded = units.padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${padded}` : `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}
