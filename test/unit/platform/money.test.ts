import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyDigits, formatMoney, toMajor, toMinor } from '../../../shared/platform/money.ts';

describe('minor units', () => {
  test.each([
    ['ETB', 2],
    ['GBP', 2],
    ['JPY', 0],
    ['UGX', 0],
    ['KWD', 3],
  ])('of %s have %i digits', (currency, digits) => {
    expect(currencyDigits(currency)).toBe(digits);
  });

  test.each([
    [12.5, 'ETB', 1_250],
    [1.005, 'USD', 101],
    [8.615, 'USD', 862],
    [-1.005, 'USD', -101],
    [0.1 + 0.2, 'GBP', 30],
    [1_234.5, 'JPY', 1_235],
    [1.2345, 'KWD', 1_235],
    [19.99 * 3, 'GBP', 5_997],
    [123_456_789_012.34, 'ETB', 12_345_678_901_234],
  ])('of %d %s are %i', (major, currency, minor) => {
    expect(toMinor(major, currency)).toBe(minor);
  });

  test('are never minus zero', () => {
    expect(Object.is(toMinor(-0, 'ETB'), 0)).toBe(true);
    expect(Object.is(toMinor(-0.001, 'ETB'), 0)).toBe(true);
  });

  test('and major units are each other undone, in every currency', () => {
    const currency = fc.constantFrom('ETB', 'JPY', 'KWD', 'GBP');
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), currency, (minor, code) => {
        expect(toMinor(toMajor(minor, code), code)).toBe(minor + 0);
      }),
    );
  });

  test('of something that is no currency code throw', () => {
    expect(() => toMinor(1, 'birr')).toThrow(RangeError);
  });
});

describe('money for people', () => {
  test.each([
    [123_450, 'ETB', 'en', false, 'ETB 1,234.50'],
    [123_450, 'ETB', 'am', false, 'ብር 1,234.50'],
    [5_200_049, 'ETB', 'am', true, 'ብር 52,000'],
    [1_500, 'JPY', 'en', false, '¥1,500'],
    [-5, 'GBP', 'en', false, '-£0.05'],
  ] as const)('%i %s in %s', (amount, currency, language, whole, text) => {
    expect(formatMoney({ amount, currency }, language, whole)).toBe(text);
  });
});
