import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BusinessEnv } from '../../../shared/platform/business.ts';
import { envFor, readEnv } from '../../../shared/platform/env.ts';

const business = {
  BUSINESS_NAME: 'Shop',
  TIME_ZONE: 'Africa/Addis_Ababa',
  COUNTRY: 'ET',
  CURRENCY: 'ETB',
  HORIZON_DAYS: '90',
  LANGUAGES: 'am,en',
};

describe('the environment of a function', () => {
  test('is parsed once, into types', () => {
    expect(readEnv(BusinessEnv, business)).toEqual({
      ...business,
      HORIZON_DAYS: 90,
      LANGUAGES: ['am', 'en'],
    });
  });

  test('that lacks a variable stops the function and names it', () => {
    const { CURRENCY: _, ...rest } = business;

    expect(() => readEnv(BusinessEnv, rest)).toThrow(/CURRENCY/);
  });

  test.each([
    ['HORIZON_DAYS', 'soon'],
    ['HORIZON_DAYS', '6'],
    ['LANGUAGES', ''],
    ['LANGUAGES', 'am,fr'],
    ['CURRENCY', 'birr'],
    ['BUSINESS_NAME', ''],
  ])('with %s=%j stops the function and names it', (name, value) => {
    expect(() => readEnv(BusinessEnv, { ...business, [name]: value })).toThrow(new RegExp(name));
  });

  test('is filled by infra from the same schema, as text, without what is left out', () => {
    const schema = z.object({ TABLE: z.string(), EXTRA: z.string().optional(), SIZE: z.coerce.number() });

    expect(envFor(schema, { TABLE: 't', EXTRA: undefined, SIZE: 7 })).toEqual({ TABLE: 't', SIZE: '7' });
  });
});
