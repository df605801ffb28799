import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldEthiopic, foldName, nameIndex, splitName } from '../../../shared/customers/names.ts';

describe('foldEthiopic', () => {
  it.each([
    ['ሰላም', 'ሠላም'],
    ['ኃይለ', 'ሀይለ'],
    ['ዓለም', 'አለም'],
    ['ፀሐይ', 'ጸሀይ'],
    ['ጐንደር', 'ጎንደር'],
    ['ሉዋ', 'ሏ'],
    ['ሠዓሊ', 'ሰአሊ'],
    ['አዲስ፡አበባ', 'አዲስ አበባ'],
    ['ድኅነት', 'ድህነት'],
    ['ኄኖክ', 'ሄኖክ'],
    ['ኀብታሙ', 'ሀብታሙ'],
    ['ሐና', 'ሃና'],
    ['ዐቢይ', 'አቢይ'],
    ['ቈጠራ', 'ቆጠራ'],
    ['ቁዋንቁዋ', 'ቋንቋ'],
    ['ኸረ', 'ሀረ'],
  ])('takes %s and %s for the same word', (one, other) => {
    expect(foldEthiopic(one)).toBe(foldEthiopic(other));
  });

  it.each([
    ['ሰላም', 'ሸላም'],
    ['አበበ', 'አበባ'],
    ['ሄኖክ', 'ሀኖክ'],
    ['ህብረት', 'ሀብረት'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(foldEthiopic(one)).not.toBe(foldEthiopic(other));
  });

  it('folds a letter once and for all, over the whole Ethiopic block', () => {
    for (let point = 0x1200; point <= 0x137f; point += 1) {
      const folded = foldEthiopic(String.fromCodePoint(point));
      expect(foldEthiopic(folded)).toBe(folded);
    }
  });
});

describe('foldName', () => {
  it('ignores letter case, accents, spacing and invisible marks', () => {
    expect(foldName('  José\u200b  GARCÍA ')).toBe('jose garcia');
    expect(foldName('ወ/ሮ ሠላም')).toBe(foldName('ወ ሮ ሰላም'));
  });

  it('changes nothing when folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text));
      }),
    );
  });
});

describe('nameIndex', () => {
  it('starts the key with the folded name and ends it with the customer', () => {
    expect(nameIndex('ሠላም', 'cus_1')).toEqual({ nameInitial: 'ሰ', nameKey: 'ሰላም#cus_1' });
  });

  it('cuts a long name between characters', () => {
    const { nameKey = '' } = nameIndex(`${'a'.repeat(199)}😀`, 'cus_1') ?? {};

    expect(nameKey.isWellFormed()).toBe(true);
    expect(nameKey.endsWith('#cus_1')).toBe(true);
  });

  it.each([undefined, '', ' - '])('leaves a customer named %j out of the index', (name) => {
    expect(nameIndex(name, 'cus_1')).toBeUndefined();
  });
});

describe('splitName', () => {
  it.each([
    ['Abebe Bikila', { givenName: 'Abebe', fatherName: 'Bikila' }],
    ['Ato Abebe Bikila Demissie', { givenName: 'Abebe', fatherName: 'Bikila', grandfatherName: 'Demissie' }],
    ['ወ/ሮ አልማዝ ከበደ', { givenName: 'አልማዝ', fatherName: 'ከበደ' }],
    ['ኃይለ ሥላሴ ገብረ ማርያም', { givenName: 'ኃይለ ሥላሴ', fatherName: 'ገብረ ማርያም' }],
    ['Selam', { givenName: 'Selam' }],
    ['  ', {}],
  ])('reads %s', (name, parts) => {
    expect(splitName(name)).toEqual(parts);
  });
});
