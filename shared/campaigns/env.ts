// Environments of the campaign functions; infra fills them from the same schemas.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';
import { ContactEnv } from './contact.ts';
import { quietHoursOf } from './quiet-hours.ts';

const name = z.string().min(1);

/** `21:00-08:00`, local time of the recipient, or `none`. */
const QuietHoursText = z.string().transform((text, context) => {
  const parsed = quietHoursOf(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'a span such as 21:00-08:00, or none' });
  return z.NEVER;
});

/** Of the functions that queue messages. */
export const OnRiskChangedEnv = z.object({
  ACTIVITY_TABLE: name,
  SEND_QUEUE_URL: name,
});

export const OnConsentRequestedEnv = OnRiskChangedEnv.extend({ PROGRAM_TABLE: name });

/** Who mails come from; REPLY_TO empty means: the sender. */
export const SenderEnv = z.object({
  SENDER_ADDRESS: z.email(),
  REPLY_TO: z.union([z.email(), z.literal('')]),
  CONFIGURATION_SET: name,
});

export const CalendarEnv = z.object({ CALENDAR: z.enum(['ethiopic', 'gregorian']) });

export const SendEnv = z.object({
  ...BusinessEnv.shape,
  ...OnRiskChangedEnv.shape,
  ...SenderEnv.shape,
  ...ContactEnv.shape,
  ...CalendarEnv.shape,
  CUSTOMERS_TABLE: name,
  PROGRAM_TABLE: name,
  TOKEN_SECRET_ARN: name,
  /** Base of the links in mails, without a trailing slash. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  QUIET_HOURS: QuietHoursText,
});
export type SendSettings = z.output<typeof SendEnv>;

export const FeedbackEnv = z.object({
  CUSTOMERS_TABLE: name,
  ACTIVITY_TABLE: name,
  PROGRAM_TABLE: name,
  TOKEN_SECRET_ARN: name,
});

export const ConfirmEnv = z.object({
  BUSINESS_NAME: name,
  CUSTOMERS_TABLE: name,
  ACTIVITY_TABLE: name,
  TOKEN_SECRET_ARN: name,
});

export const UnsubscribeEnv = z.object({
  BUSINESS_NAME: z.string().min(1),
  CUSTOMERS_TABLE: name,
  ACTIVITY_TABLE: name,
  PROGRAM_TABLE: name,
  TOKEN_SECRET_ARN: name,
});
