// The newest date of a file, among those that another calendar would read as another day.
import * as z from 'zod';
import { type DateStyle, readDate } from './dates.ts';
import { dateFields, type Row } from './fields.ts';

/** ISO dates: as it was read, and as the other calendar has it. */
export const NewestDate = z.object({ read: z.string(), otherwise: z.string() });
export type NewestDate = z.infer<typeof NewestDate>;

const others = { gregorian: 'ethiopic', ethiopic: 'gregorian' } as const;

export class NewestDates {
  found: NewestDate | undefined;
  private readonly style: DateStyle;
  private readonly other: DateStyle;
  private last: string | undefined;

  constructor(style: DateStyle) {
    this.style = style;
    this.other = { ...style, calendar: others[style.calendar] };
  }

  /** Refused dates too: those of a wrong calendar lie in the future. */
  note(row: Row): void {
    for (const field of dateFields) if (row[field] !== undefined) this.noteText(row[field]);
  }

  private noteText(text: string): void {
    // Files are mostly in the order of their dates.
    if (text === this.last) return;
    this.last = text;
    const read = readDate(text, this.style);
    if ('why' in read || read.instant !== undefined || read.date <= (this.found?.read ?? '')) return;
    const other = readDate(text, this.other);
    if (!('why' in other) && other.date !== read.date)
      this.found = { read: read.date, otherwise: other.date };
  }
}

export const newerOf = (
  one: NewestDate | undefined,
  other: NewestDate | undefined,
): NewestDate | undefined => ((other?.read ?? '') > (one?.read ?? '') ? other : one);
