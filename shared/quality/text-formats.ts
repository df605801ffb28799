// Formats of texts that a plan may ask for; each takes a time that grows with the text's length only.
import * as z from 'zod';

/** No text of these formats is longer. */
const MAX_TEXT = 1_000;

const formats: Readonly<Record<string, z.ZodType>> = {
  date: z.iso.date(),
  'date-time': z.iso.datetime({ offset: true }),
  email: z.email(),
  uuid: z.guid(),
  uri: z.url(),
};

/** Whether a text is of the format, by name of the format. */
export const textFormats: Readonly<Record<string, (text: string) => boolean>> = Object.fromEntries(
  Object.entries(formats).map(([name, format]) => [
    name,
    (text: string) => text.length <= MAX_TEXT && format.safeParse(text).success,
  ]),
);
