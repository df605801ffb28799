// Environment of the at-risk list function.
import * as z from 'zod';
import { CalendarEnv, SenderEnv } from '../campaigns/env.ts';
import { BusinessEnv } from '../platform/business.ts';

const name = z.string().min(1);
const Marketer = z.object({ address: z.email(), language: z.enum(['am', 'en']) });
export type Marketer = z.infer<typeof Marketer>;

/** `sara@example.com:am,tom@example.com:en`; empty text is nobody. */
const Marketers = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .filter((entry) => entry.trim() !== '')
      .map((entry) => {
        const [address = '', language] = entry.trim().split(':');
        return { address, language };
      }),
  )
  .pipe(z.array(Marketer));

export const AtRiskListEnv = z.object({
  ...BusinessEnv.shape,
  ...SenderEnv.shape,
  ...CalendarEnv.shape,
  CUSTOMERS_TABLE: name,
  ACTIVITY_TABLE: name,
  PROGRAM_TABLE: name,
  RUNS_BUCKET: name,
  TOKEN_SECRET_ARN: name,
  MARKETERS: Marketers,
});
export type ListSettings = z.output<typeof AtRiskListEnv>;
