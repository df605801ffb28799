// A write key: who may send, what of it counts, how much of it; and its secrets, of which two may be live.
import * as z from 'zod';

export const WriteKeyKind = z.enum(['server', 'browser']);
export type WriteKeyKind = z.infer<typeof WriteKeyKind>;

/** What a key may be limited to: the kinds of the log that come by ingest. */
export const EventKind = z.enum(['purchase', 'refund', 'visit', 'event', 'identify', 'consent', 'signal']);
export type EventKind = z.infer<typeof EventKind>;

export const WriteKeyId = z.string().regex(/^key_[0-9A-HJKMNP-TV-Z]{26}$/, 'an id of GET /v1/write-keys');
export const SecretId = z.string().regex(/^sec_[0-9a-f]{16}$/, 'a secret id of GET /v1/write-keys');

/** New key and the one that senders may still be using. */
export const LIVE_SECRETS = 2;

/** A browser key is public: whoever reads it in the page's source may try it. A server may load years of history. */
export const eventsPerMinuteBy: Readonly<Record<WriteKeyKind, number>> = { server: 120_000, browser: 6_000 };

/** No underscore: never mistaken for the id of a key or of a webhook endpoint. */
const SourceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40, such as web-shop');

/** What the owner decides about a key. */
export const Scope = z.strictObject({
  source: SourceName.optional().meta({
    description: 'Name of the system that sends; its events are kept under it. Default: the id of the key.',
    example: 'web-shop',
  }),
  kinds: z.array(EventKind).min(1).max(EventKind.options.length).optional().meta({
    description:
      'The only kinds it may send; others are rejected one by one. An alias call needs `identify`. Withdrawn consent is always believed. Default: all.',
  }),
  eventsPerMinute: z.int().min(1).max(10_000_000).optional().meta({
    description:
      'Beyond this: 429 until the minute is over. Default: 120,000 for a server, 6,000 for a browser key.',
  }),
});
export type Scope = z.infer<typeof Scope>;

const StoredSecret = z.object({
  id: SecretId,
  /** SHA-256 of the secret's text; the text is nowhere. */
  hash: z.string(),
  createdAt: z.string(),
  until: z.string().optional(),
});

/** The item of a key in the list of all keys. */
export const StoredKey = z.object({
  id: WriteKeyId,
  name: z.string(),
  kind: WriteKeyKind,
  createdAt: z.string(),
  revokedAt: z.string().optional(),
  watchedUntil: z.string().optional(),
  ...Scope.shape,
  eventsPerMinute: z.int(),
  /** Newest first. None: revoked. */
  secrets: z.array(StoredSecret).max(LIVE_SECRETS),
  /** Goes up with every change. */
  version: z.int(),
});
export type StoredKey = z.infer<typeof StoredKey>;

const Secret = StoredSecret.omit({ hash: true }).extend({
  until: z.string().optional().meta({ description: 'Stops working then, because a newer one was made.' }),
  lastUsedAt: z.string().optional().meta({ description: 'To the hour. Absent: never.' }),
});

export const WriteKey = StoredKey.omit({ version: true })
  .extend({
    kind: WriteKeyKind.describe(
      'A browser key is public: it cannot grant consent, nor say that two user ids are one person',
    ),
    watchedUntil: z
      .string()
      .optional()
      .meta({ description: 'GET /v1/ingest/recent shows its events until then.' }),
    secrets: z.array(Secret).max(LIVE_SECRETS).meta({ description: 'Those in force, newest first.' }),
  })
  .meta({ id: 'WriteKey' });
export type WriteKey = z.infer<typeof WriteKey>;
