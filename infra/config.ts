// Settings of a stage: checked once, the only place that branches on the stage. app.ts overrides them from cdk context.
import * as z from 'zod';

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 06:30');
const Language = z.enum(['am', 'en']);
const Weekday = z.enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']);

const TimeZone = z.string().refine((zone) => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}, 'an IANA time zone such as Africa/Addis_Ababa');

const Marketer = z.object({ address: z.email(), language: Language });

export const Config = z.strictObject({
  stage: z.enum(['local', 'dev', 'prod']),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1'),
  businessName: z.string().min(1).max(100),
  /** Shown in every mail: law in many countries, and how a customer reaches a person. */
  businessAddress: z.string().max(200),
  businessPhone: z.string().max(40),
  businessWebsite: z.union([z.url(), z.literal('')]),
  /** Mails to customers and to the team come from here. */
  senderAddress: z.email(),
  /** What SES verifies: the one address (a link in a mail) or its whole domain (DKIM records; better delivery). */
  senderIdentity: z.enum(['address', 'domain']),
  /** Where answers to mails go; empty: to the sender. */
  replyTo: z.union([z.email(), z.literal('')]),
  /** No customer gets a mail in this span of their local day. */
  quietHours: z.string().regex(/^(none|\d{2}:\d{2}-\d{2}:\d{2})$/, 'a span such as 21:00-08:00, or none'),
  /** Which calendar dates in Amharic texts are in. */
  calendar: z.enum(['ethiopic', 'gregorian']),
  /** Who gets the at-risk list, each in their language. */
  marketers: z.array(Marketer),
  /** Languages of the mails to customers; the first is the default. */
  languages: z.array(Language).min(1),
  timeZone: TimeZone,
  /** ISO 3166-1 alpha-2: where phone numbers written without a country code are from. */
  country: z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 country code such as ET'),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as ETB'),
  /** H of P(no purchase in the next H days). */
  horizonDays: z.int().min(7).max(730),
  /** Local time of the nightly pass. */
  nightlyAt: Time,
  /** Local time and days of the at-risk list mail. */
  atRiskListAt: Time,
  atRiskListDays: z.array(Weekday).min(1),
  /** Where browsers may call the API from. Calls carry a key or a token, never a cookie, so any origin is safe. */
  browserOrigins: z.array(z.string()).min(1),
  /** Gets alarms by mail; empty means: none, look at the topic or the dashboard. */
  alarmAddress: z.union([z.email(), z.literal('')]),
  /** `retain`: data outlives the stacks and cannot be deleted by mistake. */
  removalPolicy: z.enum(['retain', 'destroy']),
  /** Workers of the nightly pass at the same time; a pass has at most 32 segments. */
  nightlyWorkers: z.int().min(1).max(32),
  /** Workers of an import at the same time. A new account runs ten functions at a time; the shop needs some of them. */
  importWorkers: z.int().min(1).max(40),
  /**
   * Requests a second, and in a burst, to each route that other systems call (events, webhooks). API Gateway answers 429
   * without Retry-After beyond it, and clients then give up within two seconds: the limit of the write key must speak first.
   */
  senderRate: z.int().min(200).max(10_000),
  senderBurst: z.int().min(400).max(5_000),
  /** How long events on the bus are kept for replays; 0: no archive. */
  archiveDays: z.int().min(0).max(3650),
  logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)]),
});
export type Config = z.output<typeof Config>;
export type Stage = Config['stage'];

const common: Omit<Config, 'stage'> = {
  region: 'eu-west-1',
  businessName: 'Tamagn Shop',
  businessAddress: '',
  businessPhone: '',
  businessWebsite: '',
  senderAddress: 'shop@example.com',
  senderIdentity: 'address',
  replyTo: '',
  quietHours: '21:00-08:00',
  calendar: 'ethiopic',
  marketers: [{ address: 'marketer@example.com', language: 'en' }],
  languages: ['am', 'en'],
  timeZone: 'Africa/Addis_Ababa',
  country: 'ET',
  currency: 'ETB',
  horizonDays: 90,
  nightlyAt: '02:30',
  atRiskListAt: '07:30',
  atRiskListDays: ['MON'],
  browserOrigins: ['*'],
  alarmAddress: '',
  removalPolicy: 'destroy',
  nightlyWorkers: 32,
  importWorkers: 4,
  // A server key's events of a minute, one by one and evenly. All APIs of an account share 10,000 and 5,000; in Cape Town and
  // other newer regions 2,500 and 1,250, and no route may have more.
  senderRate: 2_000,
  senderBurst: 1_000,
  archiveDays: 90,
  logRetentionDays: 30,
};

const stages: Record<Stage, Partial<Config>> = {
  local: {
    region: 'us-east-1',
    marketers: [
      { address: 'marketer.en@example.com', language: 'en' },
      { address: 'marketer.am@example.com', language: 'am' },
    ],
    // The demo mails at any hour.
    quietHours: 'none',
    // Each is a process of its own on this machine.
    nightlyWorkers: 2,
    importWorkers: 2,
    // The local emulator has no archives.
    archiveDays: 0,
    logRetentionDays: 7,
  },
  dev: {},
  prod: { removalPolicy: 'retain', logRetentionDays: 90 },
};

/** How a setting is written on the command line (`-c marketers=a@example.com:am,b@example.com:en`). */
const fromText: Partial<Record<keyof Config, (text: string) => unknown>> = {
  horizonDays: Number,
  nightlyWorkers: Number,
  importWorkers: Number,
  senderRate: Number,
  senderBurst: Number,
  archiveDays: Number,
  logRetentionDays: Number,
  languages: (text) => text.split(','),
  atRiskListDays: (text) => text.split(','),
  browserOrigins: (text) => text.split(','),
  marketers: (text) =>
    text.split(',').map((entry) => {
      const [address, language] = entry.split(':');
      return { address, language };
    }),
};

export const settingNames = Object.keys(Config.shape) as (keyof Config)[];

/**
 * The settings of `stage` with `overrides` on top; an override that is text is read as on the command line.
 * Throws, naming each bad setting.
 */
export function configOf(stage: string, overrides: Partial<Record<keyof Config, unknown>> = {}): Config {
  const known = Config.shape.stage.safeParse(stage);
  if (!known.success) throw new Error(`Unknown stage "${stage}": use -c stage=local, dev or prod`);
  const read = Object.entries(overrides)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const parse = fromText[name as keyof Config];
      return [name, parse && typeof value === 'string' ? parse(value) : value];
    });
  const parsed = Config.safeParse({
    ...common,
    ...stages[known.data],
    ...Object.fromEntries(read),
    stage: known.data,
  });
  if (!parsed.success) throw new Error(`Settings of stage ${stage}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Names of a stage's two stacks in CloudFormation. */
export const stackNames = (stage: Stage) => ({ data: `tamagn-${stage}-data`, app: `tamagn-${stage}-app` });
