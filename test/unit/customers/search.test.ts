import { describe, expect, test } from 'vitest';
import { planSearch } from '../../../shared/customers/search.ts';
import { aCustomerId } from '../../support/factories.ts';

const keys = (query: string) => planSearch(query, 'ET').identities.map(({ pk }) => pk);

describe('a search text', () => {
  test.each(['0911234567', '+251 911 23 45 67', '251-911-234567', '911234567', '00251911234567'])(
    'that is a phone number in any spelling (%s) looks the number up',
    (query) => {
      expect(keys(query)).toContain('phone#+251911234567');
    },
  );

  test('that is an address looks it up in lower case', () => {
    expect(keys(' Selam@Example.COM ')).toContain('email#selam@example.com');
  });

  test('may always be an id of the business, as it is written', () => {
    expect(keys('C-1042')).toEqual(['user#C-1042']);
  });

  test('that is a customer id is one', () => {
    expect(planSearch(aCustomerId(), 'ET').customerId).toBe(aCustomerId());
    expect(planSearch('cus_1', 'ET').customerId).toBeUndefined();
  });

  test.each([
    ['ሠላም', 'ሰላም'],
    ['ኃይለ ', 'ሀይለ'],
    ['Abebé  BEKELE', 'abebe bekele'],
  ])('%s is looked for among names as %s', (query, prefix) => {
    expect(planSearch(query, 'ET').namePrefix).toBe(prefix);
  });

  test('without a letter is looked for among no names', () => {
    expect(planSearch('---', 'ET').namePrefix).toBeUndefined();
  });
});
