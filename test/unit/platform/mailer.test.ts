import { SESv2Client, SendEmailCommand, TooManyRequestsException } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailbox, mailHeader, unsubscribeHeaders } from '../../../shared/platform/mail-headers.ts';
import { type Mail, Mailer, verdictOf } from '../../../shared/platform/mailer.ts';

const sesError = (name: string, status: number | undefined, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe('what an error of SES means', () => {
  it.each([
    ['TooManyRequestsException', 429, 'Maximum sending rate exceeded', 'throttled'],
    ['LimitExceededException', 400, 'Daily message quota exceeded', 'throttled'],
    ['MessageRejected', 400, 'Email address is not verified', 'rejected'],
    ['BadRequestException', 400, '', 'rejected'],
    ['SendingPausedException', 400, '', 'blocked'],
    ['AccessDeniedException', 403, '', 'blocked'],
    ['SignatureDoesNotMatch', 403, '', 'blocked'],
    ['CredentialsProviderError', undefined, '', 'blocked'],
    ['InternalServiceErrorException', 500, '', 'unknown'],
    ['ServiceUnavailable', 503, '', 'unknown'],
    ['TimeoutError', undefined, '', 'unknown'],
    ['Error', undefined, 'socket hang up', 'unknown'],
  ])('%s (%s, "%s") is %s', (name, status, message, outcome) => {
    expect(verdictOf(sesError(name, status, message)).outcome).toBe(outcome);
  });

  it('waits longer for a daily quota than for a rate', () => {
    const rate = verdictOf(sesError('TooManyRequestsException', 429, 'Maximum sending rate exceeded'));
    const daily = verdictOf(sesError('TooManyRequestsException', 429, 'Daily message quota exceeded'));

    expect(rate).toMatchObject({ retryAfterSeconds: 20 });
    expect(daily).toMatchObject({ retryAfterSeconds: 3_600 });
  });

  it('knows that a call that never left was not taken', () => {
    expect(verdictOf(Object.assign(new Error(), { code: 'ENOTFOUND' })).outcome).toBe('throttled');
    expect(verdictOf(Object.assign(new Error(), { code: 'ECONNRESET' })).outcome).toBe('unknown');
    expect(verdictOf('odd').outcome).toBe('unknown');
  });
});

describe('the mailer', () => {
  const mail: Mail = {
    to: 'abebe@example.com',
    subject: 'ናፍቀውናል\r\nBcc: x@example.com',
    html: '<p>ሰላም</p>',
    text: 'ሰላም',
    headers: unsubscribeHeaders('https://api.example.com/u/abc.def'),
    tags: { customer: 'cus_1' },
  };
  const sender = { name: 'ሸማ', address: 'shop@example.com', replyTo: '', configurationSet: 'set' };

  it('asks SES once, whatever comes back', async () => {
    const error = new TooManyRequestsException({ message: 'Maximum sending rate exceeded', $metadata: {} });
    const ses = mockClient(SESv2Client).rejects(error);

    const verdict = await new Mailer(sender).send(mail);

    expect(verdict.outcome).toBe('throttled');
    expect(ses.commandCalls(SendEmailCommand)).toHaveLength(1);
    ses.restore();
  });

  it('is told by its own client not to retry', async () => {
    const { client } = new Mailer(sender) as unknown as { client: SESv2Client };

    expect(await client.config.maxAttempts()).toBe(1);
  });

  it('gives SES one recipient, both parts, headers and tags, and no second line in the subject', async () => {
    const ses = mockClient(SESv2Client).resolves({ MessageId: 'ses-1' });

    const verdict = await new Mailer(sender).send(mail);
    const input = ses.commandCalls(SendEmailCommand)[0]?.args[0].input;

    expect(verdict).toEqual({ outcome: 'sent', sesMessageId: 'ses-1' });
    expect(input).toMatchObject({
      FromEmailAddress: '=?UTF-8?B?4Yi44Yib?= <shop@example.com>',
      ReplyToAddresses: ['shop@example.com'],
      Destination: { ToAddresses: ['abebe@example.com'] },
      ConfigurationSetName: 'set',
      EmailTags: [{ Name: 'customer', Value: 'cus_1' }],
      Content: {
        Simple: {
          Subject: { Data: 'ናፍቀውናል Bcc: x@example.com', Charset: 'UTF-8' },
          Headers: [
            { Name: 'List-Unsubscribe', Value: '<https://api.example.com/u/abc.def>' },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
        },
      },
    });
    ses.restore();
  });
});

describe('header values', () => {
  it('are one line of printable ASCII, at most 995 characters', () => {
    expect(mailHeader('X-Ok', 'a'.repeat(995)).value).toHaveLength(995);
    for (const bad of ['a\r\nBcc: x@example.com', 'ሰላም', 'a'.repeat(996), '\u0000']) {
      expect(() => mailHeader('X-Bad', bad)).toThrow(RangeError);
    }
    expect(() => mailHeader('X Bad', 'a')).toThrow(RangeError);
  });

  it('of a list unsubscription hold one absolute URL', () => {
    expect(() => unsubscribeHeaders('/u/abc')).toThrow();
    expect(() => unsubscribeHeaders('https://a.example/u/x,<mailto:b@c.example')).toThrow();
    const [header] = unsubscribeHeaders('https://a.example/u/x y><');
    expect(header?.value.match(/[<>]/g)).toEqual(['<', '>']);
  });
});

describe('a sender name', () => {
  it('is quoted, or encoded when it is not ASCII', () => {
    expect(mailbox('Tom "T" Shop', 'a@b.example')).toBe('"Tom \\"T\\" Shop" <a@b.example>');
    expect(mailbox('', 'a@b.example')).toBe('a@b.example');
  });

  it('never adds a line, an address or an over-long word, and decodes to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        const value = mailbox(name, 'a@b.example');
        const words = [...value.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)];
        expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(value.endsWith('a@b.example') || value.endsWith(' <a@b.example>')).toBe(true);
        for (const [word] of words) expect(word.length).toBeLessThanOrEqual(75);
        if (words.length > 0) {
          const decoded = words.map(([, data]) => Buffer.from(data ?? '', 'base64').toString()).join('');
          expect(decoded).toBe(name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim());
        }
      }),
    );
  });

  it('refuses what is no address', () => {
    for (const bad of ['a', 'a@b\r\nBcc: c@d', 'a b@c.example', '<a@b.example>']) {
      expect(() => mailbox('x', bad)).toThrow(RangeError);
    }
  });
});
