// Formats of texts that a plan may ask for; each takes a time that grows with the text's length only.
import * as z from 'zod';

/** No text of these formats is longer. */
const MAX_TEXT = 1_000;

// Made when a plan first asks for them: most plans ask for none.
const schemas = {
  date: () => z.iso.date(),
  'date-time': () => z.iso.datetime({ offset: true }),
  email: () => z.email(),
  uuid: () => z.guid(),
  uri: () => z.url(),
} as const satisfies Record<string, () => z.ZodType>;

export const formats: readonly string[] = Object.keys(schemas);

/** Whether texts are of the format; of one that is not in `formats` every text is. */
export function textFormat(name: string): (text: string) => boolean {
  if (!Object.hasOwn(schemas, name)) return () => true;
  const schema = schemas[name as keyof typeof schemas]();
  return (text) => text.length <= MAX_TEXT && schema.safeParse(text).success;
}
