// What every area must know of the business: set per stage in infra/config.ts, handed over in the environment.
import * as z from 'zod';

export const BusinessEnv = z.object({
  BUSINESS_NAME: z.string().min(1),
  /** IANA zone; it decides which calendar day a purchase falls on. */
  TIME_ZONE: z.string().min(1),
  /** ISO 3166-1 alpha-2: where phone numbers written without a country code are from. */
  COUNTRY: z.string().length(2),
  /** ISO 4217 code of the business's own currency. */
  CURRENCY: z.string().length(3),
  /** H of P(no purchase in the next H days). */
  HORIZON_DAYS: z.coerce.number().int().min(7).max(730),
  /** Comma-separated, the first is the default: `am,en`. */
  LANGUAGES: z.string().transform((text, context) => {
    const parsed = z
      .array(z.enum(['am', 'en']))
      .min(1)
      .safeParse(text.split(','));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'a list of am, en' });
    return z.NEVER;
  }),
});
export type Business = z.output<typeof BusinessEnv>;
