// Text that every store takes: whole characters only. JSON can spell half of one (`\ud83d`), and cutting can leave half.

const half = /\\u[dD][89a-fA-F]/;
// In this order: whole pairs and other escapes (`\\` among them) are stepped over, so that only halves are left.
const escapes =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\./gs;

/** JSON text without escapes of half a character: U+FFFD stands for each, as it does for bytes that are no UTF-8. */
export const wholeJson = (json: string): string =>
  half.test(json)
    ? json.replace(escapes, (found) => (found.length === 6 ? String.raw`\ufffd` : found))
    : json;

/** At most `length` UTF-16 units, and no half of a character at the end. */
export const cutText = (text: string, length: number): string => text.slice(0, length).toWellFormed();
