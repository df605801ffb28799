// SES behind a small interface: one mail, one call, no retry (SES has no idempotency token), and a verdict.
import { MessageRejected, type MessageTag, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type MailHeader, mailbox } from './mail-headers.ts';

interface Attachment {
  fileName: string;
  /** MIME type, e.g. `text/csv; charset=utf-8`. */
  contentType: string;
  content: Uint8Array;
}

export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: readonly MailHeader[];
  /** Come back in SES events: letters, digits, `_` and `-` only. */
  tags: Readonly<Record<string, string>>;
  attachments?: readonly Attachment[];
}

/**
 * `sent`: SES took it. `rejected`: SES never will. `throttled`: SES did not take it, try again in a while. `blocked`:
 * SES takes nothing from this account, somebody must act. `unknown`: it may or may not have been taken.
 */
export type Verdict =
  | { outcome: 'sent'; sesMessageId: string }
  | { outcome: 'throttled'; reason: string; retryAfterSeconds: number }
  | { outcome: 'rejected' | 'blocked' | 'unknown'; reason: string };

export interface Sender {
  name: string;
  address: string;
  /** Where answers go; the sender when empty. */
  replyTo: string;
  configurationSet: string;
}

const blocking = new Set([
  'AccountSuspendedException',
  'SendingPausedException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  // Thrown by the SDK before it calls.
  'CredentialsProviderError',
]);
const throttling = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottlingException',
  'Throttling',
]);
/** Network errors that come before a byte of the request is sent. */
const neverLeft = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN']);
const DAILY_QUOTA_SECONDS = 3_600;
const RATE_SECONDS = 20;

const httpStatus = (error: Error): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** What an error of SendEmail means for the mail. Only an answer that SES gave, below 500, is taken for a no. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof Error)) return { outcome: 'unknown', reason: 'unknown error' };
  const reason = error.name;
  if (throttling.has(reason)) {
    const isDaily = /daily/i.test(error.message);
    return { outcome: 'throttled', reason, retryAfterSeconds: isDaily ? DAILY_QUOTA_SECONDS : RATE_SECONDS };
  }
  if (blocking.has(reason)) return { outcome: 'blocked', reason };
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && neverLeft.has(code)) {
    return { outcome: 'throttled', reason: code, retryAfterSeconds: RATE_SECONDS };
  }
  const status = httpStatus(error);
  if (status === 401 || status === 403) return { outcome: 'blocked', reason };
  const isRefusal =
    error instanceof MessageRejected || (status !== undefined && status >= 400 && status < 500);
  return { outcome: isRefusal ? 'rejected' : 'unknown', reason };
}

export class Mailer {
  private readonly sender: Sender;
  private readonly from: string;
  private readonly client: SESv2Client;

  constructor(
    sender: Sender,
    client = new SESv2Client({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
    }),
  ) {
    this.sender = sender;
    this.from = mailbox(sender.name, sender.address);
    this.client = client;
  }

  /** Hands one mail to SES. Does not throw for what SES or the network does: the verdict says it. */
  async send(mail: Mail): Promise<Verdict> {
    const command = this.command(mail);
    try {
      const { MessageId } = await this.client.send(command);
      return { outcome: 'sent', sesMessageId: MessageId ?? '' };
    } catch (error) {
      return verdictOf(error);
    }
  }

  private command(mail: Mail): SendEmailCommand {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    return new SendEmailCommand({
      FromEmailAddress: this.from,
      ReplyToAddresses: [this.sender.replyTo || this.sender.address],
      Destination: { ToAddresses: [mail.to] },
      ConfigurationSetName: this.sender.configurationSet,
      EmailTags: Object.entries(mail.tags).map(([Name, Value]): MessageTag => ({ Name, Value })),
      Content: {
        Simple: {
          Subject: utf8(mail.subject.replace(/\s+/g, ' ').trim()),
          Body: { Html: utf8(mail.html), Text: utf8(mail.text) },
          Headers: mail.headers.map(({ name, value }) => ({ Name: name, Value: value })),
          Attachments: mail.attachments?.map(({ fileName, contentType, content }) => ({
            FileName: fileName,
            ContentType: contentType,
            RawContent: content,
            ContentDisposition: 'ATTACHMENT',
            ContentTransferEncoding: 'BASE64',
          })),
        },
      },
    });
  }
}
