// What a report finds worth doing: a code and its numbers. Sentences: report-texts.ts.
import * as z from 'zod';
import { CountedKind, Evidence, ProfileField, Violation } from '../schema.ts';

const Count = z.int().min(0);
const IsoDate = z.iso.date();

/** `name`: what the owner calls the source. */
const Source = { source: z.string(), name: z.string() };

const finding = <Code extends string, Shape extends z.ZodRawShape>(code: Code, numbers: Shape) =>
  z.object({
    code: z.literal(code),
    numbers: z.object(numbers),
    /** Customers or events concerned, times how bad it is for one of them: findings equally urgent are ordered by it. */
    worth: z.number().min(0),
    /** The first night of those on end that found it. */
    since: IsoDate,
  });

export const Finding = z.discriminatedUnion('code', [
  finding('silence', {
    ...Source,
    kind: CountedKind,
    lastDate: IsoDate,
    usualPerDay: z.number().min(0),
    silentDays: Count,
  }),
  finding('gap', {
    ...Source,
    kind: CountedKind,
    from: IsoDate,
    to: IsoDate,
    days: Count,
    usualPerDay: z.number().min(0),
  }),
  finding('dropped', { ...Source, kind: CountedKind, usual: z.number().min(0), lately: z.number().min(0) }),
  finding('rejected', { ...Source, events: Count, of: Count }),
  finding('violation', {
    ...Source,
    ...Violation.shape,
    event: z.string(),
    events: Count,
    of: Count.optional(),
  }),
  finding('unplanned', { ...Source, names: z.array(z.string()), events: Count }),
  finding('misspelt', { ...Source, event: z.string(), meant: z.string(), events: Count }),
  finding('missing', { field: ProfileField, customers: Count, of: Count, areBuyers: z.boolean() }),
  finding('duplicates', { pairs: Count, customers: Count, isCut: z.boolean() }),
  finding('shared-value', { evidence: Evidence, customers: Count }),
  finding('unreadable', { customers: Count }),
]);
export type Finding = z.infer<typeof Finding>;
export type FindingCode = Finding['code'];
export type NumbersOf<Code extends FindingCode> = Extract<Finding, { code: Code }>['numbers'];
