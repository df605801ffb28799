// One form for the spellings of a name: አበበ, Abebe, Abbebe. To compare with; never shown, never stored in the clear.
import { foldName } from '../../customers/names.ts';

/** Consonants of the Ethiopic rows of eight letters, from U+1200; rows that `foldName` folds away are left out. */
const consonants = new Map<number, string>([
  [0x1200, 'h'],
  [0x1208, 'l'],
  [0x1218, 'm'],
  [0x1228, 'r'],
  [0x1230, 's'],
  [0x1238, 'sh'],
  [0x1240, 'k'],
  [0x1248, 'kw'],
  [0x1250, 'k'],
  [0x1258, 'kw'],
  [0x1260, 'b'],
  [0x1268, 'v'],
  [0x1270, 't'],
  [0x1278, 'ch'],
  [0x1288, 'hw'],
  [0x1290, 'n'],
  [0x1298, 'gn'],
  [0x12a0, ''],
  [0x12a8, 'k'],
  [0x12b0, 'kw'],
  [0x12c8, 'w'],
  [0x12d8, 'z'],
  [0x12e0, 'zh'],
  [0x12e8, 'y'],
  [0x12f0, 'd'],
  [0x12f8, 'd'],
  [0x1300, 'j'],
  [0x1308, 'g'],
  [0x1310, 'gw'],
  [0x1318, 'g'],
  [0x1320, 't'],
  [0x1328, 'ch'],
  [0x1330, 'p'],
  [0x1338, 'ts'],
  [0x1348, 'f'],
  [0x1350, 'p'],
]);
/** Vowels of the eight orders as most people write them in Latin letters. The sixth is hardly heard: `~` keeps its place. */
const vowels = ['e', 'u', 'i', 'a', 'e', '~', 'o', 'wa'];
/** ሀ and አ are spoken with an open vowel. */
const openRows = new Set([0x1200, 0x12a0]);

/** Ethiopic letters (folded) in Latin ones, by the Amharic usage of passports and signs; other letters pass. */
function inLatin(folded: string): string {
  return Array.from(folded, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const [row, order] = [code & ~7, code & 7];
    const consonant = consonants.get(row);
    if (consonant === undefined) return letter;
    if (order === 0 && openRows.has(row)) return `${consonant}a`;
    return `${consonant}${row === 0x12a0 && order === 5 ? 'e' : vowels[order]}`;
  }).join('');
}

/** In this order. Capitals stand for sounds that Latin writes with two letters, so that they are no pair of letters. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/(.)\1+/g, '$1'],
  [/x/g, 'ks'],
  [/t?ch/g, 'C'],
  [/[ckq]h?/g, 'k'],
  [/k+/g, 'k'],
  [/sh/g, 'S'],
  [/t[sz]/g, 'T'],
  [/zh/g, 'Z'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  // Tigist Ayana and Ayanah, Sara and Sarah.
  [/ah?~?$/, 'a'],
  [/ou/g, 'u'],
  // Hailu, Haylu; Asfau, Asfaw.
  [/([aeo])i/g, '$1y'],
  [/au/g, 'aw'],
  // Maria, Mariya; Mulualem, Muluwalem.
  [/i([aou])/g, 'iy$1'],
  [/u([aei])/g, 'w$1'],
  // ሕይወት, Hiywot, Hiwot; አብይ, Abiy, Abi.
  [/([^aeou])y(~?)$/, '$1i'],
  [/(?<=[^aeou])y(?![aeiou])/g, ''],
  [/~$/, ''],
  [/^[aei~]+/, 'A'],
  [/^[ou]+/, 'O'],
  // Of the vowels within, only an open `a` is written alike by all: ወርቁ is Worku and Werku, ፍቅሩ is Fikru and Fekru.
  [/[eiou~](?=.)/g, ''],
];

/**
 * How one part of a name sounds: consonants, open `a`s, and the last vowel, which tells አበበ from አበባ. Spellings of one
 * name in Ethiopic and Latin letters meet here; so do a few different names, hence it proves nothing without another
 * agreement. Other scripts are folded only. Empty when nothing is left.
 */
export function nameSound(part: string): string {
  const folded = foldName(part).replaceAll(' ', '');
  const latin = inLatin(folded);
  if (!/^[a-z~]+$/.test(latin)) return folded;
  return spellings.reduce((text, [from, to]) => text.replace(from, to), latin);
}
