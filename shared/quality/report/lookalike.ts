// Which of our own event names somebody probably meant: `Order Complet`, `order_completed`.

/** Names that change numbers or consents: misspelt, they are only kept in the history. */
const ours = [
  'Order Completed',
  'Order Refunded',
  'Consent Given',
  'Consent Withdrawn',
  'Ticket Created',
  'Ticket Resolved',
  'Product Reviewed',
  'Survey Answered',
];

const MOST_EDITS = 2;
const lettersOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Levenshtein distance: letters to put in, take out or change. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Undefined when the name is like none of ours. Letter case, spaces and signs do not matter. */
export function meantBy(name: string): string | undefined {
  const letters = lettersOf(name);
  if (letters.length > 40) return undefined;
  return ours.find((known) => editDistance(letters, lettersOf(known)) <= MOST_EDITS);
}
