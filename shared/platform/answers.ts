// Shapes that answers of every area share: money, a page of a list, the problem document.
import * as z from 'zod';

/** Money as the API gives it: integer minor units (cents, santim) and an ISO 4217 code. */
export const MoneyAnswer = z
  .object({
    amount: z.int().meta({ description: 'Integer minor units: 125050 is ETB 1,250.50.', example: 125050 }),
    currency: z.string().length(3).meta({ description: 'ISO 4217 code.', example: 'ETB' }),
  })
  .meta({ id: 'Money', description: 'An amount of money.' });
export type MoneyAnswer = z.infer<typeof MoneyAnswer>;

/** A calendar day of the business, in its time zone. */
export const DateAnswer = z.iso.date();

/** Query parameters of a list. */
export const PageQuery = z.object({
  limit: z.coerce
    .number<string>()
    .int()
    .min(1)
    .max(100)
    .default(25)
    .meta({ description: 'Entries on a page, at most 100.' }),
  cursor: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: '`next_cursor` of the page before, with the same filters.' }),
});

/** Of a route whose answer has a tag. */
export const ReadAgainHeaders = z.object({
  'if-none-match': z.string().optional().meta({ description: 'The `ETag` of an earlier answer.' }),
});

/** Of a route that changes what another one reads with its tag. */
export const ChangeHeaders = z.object({
  'if-match': z.string().optional().meta({
    description: 'The `ETag` of what you changed. Without it the change is made whatever stands there.',
  }),
});

/** Headers of a request that creates something. */
export const RepeatHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Your own id of this request, good for 24 hours.' }),
});

/** A page of a list: `{data, next_cursor, has_more}`. `name` is the component's name in the API description. */
export const pageOf = <S extends z.ZodType>(name: string, entry: S, examples: unknown[] = []) =>
  z
    .object({
      data: z.array(entry),
      next_cursor: z
        .string()
        .nullable()
        .meta({ description: 'Opaque; send it back as `cursor` for the next page. Null on the last page.' }),
      has_more: z.boolean(),
    })
    .meta({ id: name, ...(examples.length > 0 && { examples }) });

/** What every refusal looks like (RFC 9457). */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Names the kind of problem; leads to its explanation.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong this time, for a person.' }),
    instance: z.string().meta({ description: 'The request, for a report: `urn:request:...`.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({
            description: 'JSON Pointer into the body, `?name` for a query or `{name}` for a path parameter.',
            example: '/channel',
          }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'The fields that are wrong.' }),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' });
