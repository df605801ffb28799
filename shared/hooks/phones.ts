// Phones as buyers type them, without a country code: the country they live in decides which it is, not the shop's.
import { normalisePhone } from '../customers/phone.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';
import type { Call } from './source.ts';

function withRegion(traits: unknown, ourCountry: string): Fields | undefined {
  const [phone, country] = [textOf(fieldsOf(traits).phone), textOf(fieldsOf(traits).country)?.toUpperCase()];
  if (phone === undefined || country === undefined || !/^[A-Z]{2}$/.test(country)) return undefined;
  const found = normalisePhone(phone, country);
  // Otherwise it stays as it was typed.
  const isOtherwise = found !== undefined && found !== normalisePhone(phone, ourCountry);
  return isOtherwise ? { ...fieldsOf(traits), phone: found } : undefined;
}

/** The calls, with a phone in E.164 where it would be read as another one in `ourCountry`: as somebody else's, that is. */
export const withRegions = (calls: readonly Call[], ourCountry: string): Call[] =>
  calls.map((call) => {
    const context = fieldsOf(call.context);
    const [own, beside] = [call.traits, context.traits].map((traits) => withRegion(traits, ourCountry));
    return {
      ...call,
      ...(own && { traits: own }),
      ...(beside && { context: { ...context, traits: beside } }),
    };
  });
