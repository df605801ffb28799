// Mails that were sent: the emulator keeps them instead of delivering.
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';

const Mail = z.object({
  MessageId: z.string(),
  Source: z.string(),
  To: z.array(z.string()),
  Subject: z.string(),
  BodyText: z.string().nullable(),
  BodyHtml: z.string().nullable(),
});
export type Mail = z.infer<typeof Mail>;

const Outbox = z.object({ messages: z.record(z.string(), z.array(Mail)) });
const Queues = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.array(z.unknown())))),
});

const QUIET_ROUNDS = 6;

/** All mails sent so far. */
export async function readOutbox(emulatorUrl: string): Promise<Mail[]> {
  const answer = await fetch(`${emulatorUrl}/_ministack/ses/messages`);
  return Object.values(Outbox.parse(await answer.json()).messages).flat();
}

/** Messages that wait in the queues of all functions; dead letters do not count, nothing waits for them. */
async function waiting(emulatorUrl: string): Promise<number> {
  const answer = await fetch(`${emulatorUrl}/_ministack/sqs/messages`);
  const accounts = Object.values(Queues.parse(await answer.json()).messages);
  return accounts
    .flatMap((regions) => Object.values(regions))
    .flatMap((queues) => Object.entries(queues))
    .filter(([url]) => !/dead|dlq/i.test(url))
    .reduce((sum, [, messages]) => sum + messages.length, 0);
}

/** Waits until no queue holds anything and no mail was added for a few seconds. Returns all mails. */
export async function settledOutbox(emulatorUrl: string, show: (text: string) => void): Promise<Mail[]> {
  let mails = await readOutbox(emulatorUrl);
  for (let quiet = 0; quiet < QUIET_ROUNDS; ) {
    await wait(500);
    const [now, queued] = await Promise.all([readOutbox(emulatorUrl), waiting(emulatorUrl)]);
    quiet = queued === 0 && now.length === mails.length ? quiet + 1 : 0;
    mails = now;
    show(`${mails.length} mails, ${queued} messages wait`);
  }
  return mails;
}
