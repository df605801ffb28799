// Names that are one in different spellings, and names that are not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameSound } from '../../../shared/quality/duplicates/name-sound.ts';

/** Common given names in Amharic letters and as people write them in Latin ones. */
const names: readonly (readonly string[])[] = [
  ['አበበ', 'Abebe', 'Abbebe', 'ABEBE'],
  ['አበባ', 'Abeba', 'Abebah'],
  ['ከበደ', 'Kebede', 'Kebbede', 'Kebedé'],
  ['ሠላማዊት', 'ሰላማዊት', 'Selamawit', 'Selamawitt'],
  ['ኃይሉ', 'ሀይሉ', 'Hailu', 'Haylu', 'Hayilu'],
  ['ፀሐይ', 'ጸሀይ', 'Tsehay', 'Tsehai', 'Tzehay'],
  ['ታደሰ', 'Tadesse', 'Taddese', 'Tadese'],
  ['ገሠሠ', 'ገሰሰ', 'Gessesse', 'Gesese'],
  ['መኮንን', 'Mekonnen', 'Mekonen', 'Mekonin'],
  ['ደሳለኝ', 'Desalegn', 'Dessalegn'],
  ['ጌታቸው', 'Getachew', 'Getatchew'],
  ['ተስፋዬ', 'Tesfaye', 'Tesfaie'],
  ['ወርቁ', 'Worku', 'Werku'],
  ['ፍቅሩ', 'Fikru', 'Fiqru', 'Fekru'],
  ['ሕይወት', 'ህይወት', 'Hiwot', 'Hiywot', 'Hiwet'],
  ['ማርያም', 'Maryam', 'Mariam', 'Mariyam'],
  ['ገብረ ማርያም', 'ገብረማርያም', 'Gebre Mariam', 'Gebremariam', 'Gebremaryam'],
  ['ዮሐንስ', 'ዮሀንስ', 'Yohannes', 'Yohanis'],
  ['ትዕግስት', 'Tigist', 'Tigest', 'Tegest'],
  ['በላይነሽ', 'Belaynesh', 'Belainesh'],
  ['ዓለም', 'አለም', 'Alem'],
  ['እሸቱ', 'Eshetu', 'Ishetu'],
  ['ሙሉጌታ', 'Mulugeta', 'Muluggeta'],
  ['ሣህሉ', 'ሳህሉ', 'Sahlu', 'Sahilu'],
  ['ጐበና', 'ጎበና', 'Gobena'],
  ['አብይ', 'ዐብይ', 'Abiy'],
  ['ቅድስት', 'Kidist', 'Qidist'],
  ['ሳራ', 'Sara', 'Sarah'],
  ['ሊዲያ', 'ልድያ', 'Lidya', 'Lidia', 'Lydia'],
  ['ፋጡማ', 'Fatuma', 'Fatima', 'Fatma'],
  ['ዘውዴ', 'Zewde', 'Zewdie'],
  ['ወይንሸት', 'Weyneshet', 'Woineshet', 'Woynshet'],
  ['ምሕረት', 'ምህረት', 'Mihret', 'Meheret'],
  ['አስፋው', 'Asfaw', 'Asfau'],
  ['ሙሉዓለም', 'Mulualem'],
];

describe('spellings of one name sound alike', () => {
  test.each(names.map((spellings) => [spellings.join(', '), spellings]))('%s', (_, spellings) => {
    expect(new Set(spellings.map(nameSound)).size).toBe(1);
  });
});

test('different common names do not', () => {
  const sounds = names.map(([first = '']) => nameSound(first));

  expect(new Set(sounds).size).toBe(names.length);
});

test.each([
  ['ሰላም', 'ሸላም'],
  ['Selam', 'Shelam'],
  ['አበበ', 'Abeba'],
  ['ከበደ', 'Kebeda'],
  ['አለማየሁ', 'አለሙ'],
  ['ተስፋ', 'ተስፋዬ'],
  ['ሀና', 'Hanu'],
  ['Tsehay', 'Tehay'],
  ['Marta', 'Meret'],
])('%s and %s are two names', (one, other) => {
  expect(nameSound(one)).not.toBe(nameSound(other));
});

test('names in other scripts are compared as they are', () => {
  expect(nameSound('Мария')).toBe('мария');
  expect(nameSound('محمد')).toBe('محمد');
});

test('nothing sounds like nothing', () => {
  expect(['', '  ', '.', '-'].map(nameSound)).toEqual(['', '', '', '']);
});

test('any text has a sound, the same in any letter case and with marks around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(nameSound(` ${text}. `)).toBe(nameSound(text));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{0,20}$/), (text) => {
      expect(nameSound(text.toUpperCase())).toBe(nameSound(text));
    }),
  );
});
