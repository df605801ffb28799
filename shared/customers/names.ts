// Names: Ethiopic homophone folding for matching and search (never for display), and given / father's / grandfather's parts.
import { cutText } from '../platform/text.ts';

const shift = (from: number, to: number, count: number): [string, string][] =>
  Array.from({ length: count }, (_, order) => [
    String.fromCodePoint(from + order),
    String.fromCodePoint(to + order),
  ]);

// Letters that sound alike in Amharic, by code-point row; then pairs that writers use for one another.
// ሗ and ኇ stand outside their rows' order, so they are named.
const homophones = new Map<string, string>([
  ...shift(0x1210, 0x1200, 7), // ሐ to ሀ
  ...shift(0x1280, 0x1200, 7), // ኀ to ሀ
  ...shift(0x12b8, 0x1200, 7), // ኸ to ሀ
  ...shift(0x1220, 0x1230, 8), // ሠ to ሰ, with ሧ to ሷ
  ...shift(0x12d0, 0x12a0, 7), // ዐ to አ
  ...shift(0x1340, 0x1338, 8), // ፀ to ጸ, with ፇ to ጿ
  ...shift(0x12c0, 0x1288, 6), // ዀ to ኈ
  ['ሗ', 'ኋ'],
  ['ኇ', 'ሇ'],
  ['ጐ', 'ጎ'],
  ['ቈ', 'ቆ'],
  ['ኰ', 'ኮ'],
  ['ቍ', 'ቁ'],
  ['ኵ', 'ኩ'],
  ['ጕ', 'ጉ'],
]);
// First and fourth order of these rows sound alike.
const fourthOrder = new Map([
  ['ሃ', 'ሀ'],
  ['ኣ', 'አ'],
]);

const foldLetter = (letter: string): string => {
  const row = homophones.get(letter) ?? letter;
  return fourthOrder.get(row) ?? row;
};

/** Text with Ethiopic homophones, spelling pairs, separators and marks folded; other scripts pass. Idempotent. */
export const foldEthiopic = (text: string): string =>
  Array.from(text.replace(/[\p{Cf}\u135d-\u135f]/gu, ''), foldLetter)
    .join('')
    .replace(/[\u1361-\u1368]/g, ' ')
    .replaceAll('ሉዋ', 'ሏ')
    .replaceAll('ቁዋ', 'ቋ');

/** The form names are matched and searched by: Ethiopic folded, lower case, no Latin accents, single spaces. */
export const foldName = (name: string): string =>
  foldEthiopic(
    name
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFKC')
      .toLowerCase(),
  )
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();

/** What of a folded name goes into a key. */
export const searchPart = (folded: string): string => cutText(folded, 200);

/** Index attributes of a customer's name; none when nothing is left to search by. */
export function nameIndex(
  name: string | undefined,
  customerId: string,
): { nameInitial: string; nameKey: string } | undefined {
  const folded = foldName(name ?? '');
  const [nameInitial] = folded;
  return nameInitial === undefined
    ? undefined
    : { nameInitial, nameKey: `${searchPart(folded)}#${customerId}` };
}

const titles = new Set(
  'ato weyzero woizero wzro wzo weyzerit woizerit wzrt mr mrs ms miss dr eng አቶ ወሮ ወይዘሮ ወሪት ወይዘሪት ዶር ዶክተር'.split(
    ' ',
  ),
);
const isTitle = (word: string): boolean => titles.has(word.toLowerCase().replace(/[./\u2019']/g, ''));

// Construct forms: never a whole name, the next word belongs to them (ገብረ ማርያም, ኃይለ ሥላሴ).
const openers = new Set('ገብረ ወልደ ወለተ ኃይለ ሀይለ ኀይለ ሃይለ ተክለ ሳህለ ሣህለ ዘርዐ ዘርአ ዘርዓ አምደ ዐምደ ፍቅረ ፅጌ ጽጌ'.split(' '));

export interface NameParts {
  givenName?: string;
  fatherName?: string;
  grandfatherName?: string;
}

/** Splits a full name into given, father's and grandfather's name (what Ethiopian names are made of), without titles. */
export function splitName(name: string): NameParts {
  const words = name.split(/[\s\u1361]+/).filter((word) => word !== '');
  while (words.length > 1 && isTitle(words[0] ?? '')) words.shift();
  const parts: string[] = [];
  let open = false;
  for (const word of words) {
    if (open) parts.push(`${parts.pop()} ${word}`);
    else parts.push(word);
    open = openers.has(word);
  }
  const [givenName, fatherName, ...rest] = parts;
  return {
    ...(givenName && { givenName }),
    ...(fatherName && { fatherName }),
    ...(rest.length > 0 && { grandfatherName: rest.join(' ') }),
  };
}
