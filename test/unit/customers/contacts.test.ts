import { describe, expect, it } from 'vitest';
import { emailIdentity, normaliseEmail } from '../../../shared/customers/email.ts';
import { normalisePhone } from '../../../shared/customers/phone.ts';

describe('normalisePhone', () => {
  it.each([
    '0911234567',
    '911234567',
    '+251911234567',
    '251911234567',
    '00251911234567',
    '+2510911234567',
    '0911 23 45 67',
    '0911-234-567',
    '+251 (0) 911 234567',
  ])('reads %s as one Ethiopian mobile', (text) => {
    expect(normalisePhone(text, 'ET')).toBe('+251911234567');
  });

  it.each([
    ['0711234567', '+251711234567'],
    ['0115517700', '+251115517700'],
    ['+44 20 7946 0958', '+442079460958'],
  ])('reads %s as %s', (text, number) => {
    expect(normalisePhone(text, 'ET')).toBe(number);
  });

  it.each(['8400', '0581234567', '', 'call me', '+251', '1234567890123456789'])('refuses %j', (text) => {
    expect(normalisePhone(text, 'ET')).toBeUndefined();
  });
});

describe('normaliseEmail', () => {
  it('keeps the local part as written and the domain in lower case', () => {
    expect(normaliseEmail('  Abebe.Kebede@Example.COM ')).toBe('Abebe.Kebede@example.com');
  });

  it('identifies a person whatever the letter case', () => {
    expect(emailIdentity('Abebe@Example.com')).toBe(emailIdentity('ABEBE@example.COM'));
  });

  it.each([
    '',
    'abebe',
    '@example.com',
    'a b@example.com',
    'a@b',
    'a@@example.com',
    '<a@example.com>',
    'a..b@example.com',
  ])('refuses %j', (text) => {
    expect(normaliseEmail(text)).toBeUndefined();
  });
});
