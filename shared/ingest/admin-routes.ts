// What the owner may do about ingest: write keys, rejected events, and a look at what comes in.
import * as z from 'zod';
import { ChangeHeaders, PageQuery, pageOf, ReadAgainHeaders, RepeatHeaders } from '../platform/answers.ts';
import { defineRoutes } from '../platform/routes.ts';
import { RecentEvent } from './recent.ts';
import { RejectedEvent, RejectedFilter, RejectedId } from './rejected.ts';
import { Scope, SecretId, WriteKey, WriteKeyId, WriteKeyKind } from './write-key-schema.ts';

const owner = ['owner'] as const;
const params = z.object({ id: WriteKeyId });

const NewWriteKey = WriteKey.extend({ key: z.string() }).meta({ id: 'NewWriteKey' });

const writeKeys = defineRoutes({
  'POST /v1/write-keys': {
    audience: owner,
    summary: 'Make a write key',
    description:
      'The key itself is in this answer only; we keep a hash. With an Idempotency-Key header a repeated call makes no second key and answers 409.',
    headers: RepeatHeaders,
    body: z.strictObject({ name: z.string().trim().min(1).max(100), kind: WriteKeyKind, ...Scope.shape }),
    response: NewWriteKey,
    status: 201,
    problems: ['conflict'],
  },
  'GET /v1/write-keys': {
    audience: owner,
    summary: 'All write keys, revoked ones too, and when each secret was last used',
    response: pageOf('WriteKeys', WriteKey),
  },
  'GET /v1/write-keys/{id}/scope': {
    audience: owner,
    summary: 'What a write key may send, how much, and under which source name',
    headers: ReadAgainHeaders,
    params,
    response: Scope.meta({ id: 'WriteKeyScope' }),
  },
  'PUT /v1/write-keys/{id}/scope': {
    audience: owner,
    summary: 'Say what a write key may send, how much, and under which source name',
    description:
      'Replaces the whole scope; in force within a minute. Send the `ETag` you read as `If-Match`, and nobody’s change is lost.',
    headers: ChangeHeaders,
    params,
    body: Scope,
    response: WriteKey,
    problems: ['conflict', 'precondition-failed'],
  },
  'POST /v1/write-keys/{id}/rotate': {
    audience: owner,
    summary: 'Make a new secret of a write key; the old one works on for some hours',
    description:
      'The new key is in this answer only. 409 while two secrets are live: revoke one of them first. Lost the answer? Revoke the secret that was never used.',
    headers: RepeatHeaders,
    params,
    body: z.strictObject({
      graceHours: z
        .int()
        .min(0)
        .max(720)
        .default(24)
        .meta({ description: '0: the old secret stops at once.' }),
    }),
    response: NewWriteKey,
    status: 201,
    problems: ['conflict'],
  },
  'DELETE /v1/write-keys/{id}/secrets/{secretId}': {
    audience: owner,
    summary:
      'Revoke one of two live secrets; it stops working within a minute, the other works on without an end',
    params: params.extend({ secretId: SecretId }),
    status: 204,
    problems: ['conflict'],
  },
  'DELETE /v1/write-keys/{id}': {
    audience: owner,
    summary: 'Revoke a write key with all its secrets; it stops working within a minute',
    params,
    status: 204,
  },
  'PUT /v1/write-keys/{id}/watch': {
    audience: owner,
    summary: 'Watch what becomes of the events of a write key for some minutes',
    description:
      'Begins within a minute; see GET /v1/ingest/recent. Costs one more write per request meanwhile.',
    params,
    body: z.strictObject({ minutes: z.int().min(0).max(60).meta({ description: '0: no longer.' }) }),
    response: WriteKey,
    problems: ['conflict'],
  },
});

const Outcome = z.enum(['accepted', 'queued', 'rejected', 'cut']).meta({
  description:
    'accepted: in the log now and no more in this list. queued: a webhook, on its way again. rejected: still wrong. cut: we do not have the whole of it.',
});

const rejected = defineRoutes({
  'GET /v1/ingest/rejected': {
    audience: owner,
    summary: 'Events that were not accepted, newest first, with the reasons; kept for 30 days',
    description:
      'With a filter a page may be short, even empty, and have more to come; with large events it is short too.',
    query: PageQuery.extend(RejectedFilter.shape),
    response: pageOf('RejectedEvents', RejectedEvent),
  },
  'POST /v1/ingest/rejected/{id}/replay': {
    audience: owner,
    summary: 'Send a rejected event through again, as it was or corrected',
    description:
      'It happened when it first came: replayed twice, or sent again by its client, it still counts once.',
    params: z.object({ id: RejectedId }),
    body: z
      .strictObject({
        event: z
          .record(z.string(), z.unknown())
          .optional()
          .meta({ description: 'The corrected event, as in a batch. Default: the event as sent.' }),
      })
      .optional(),
    response: z
      .object({ outcome: Outcome, reasons: RejectedEvent.shape.reasons.optional() })
      .meta({ id: 'Replayed' }),
  },
  'POST /v1/ingest/rejected/replay': {
    audience: owner,
    summary: 'Send rejected events through again, up to a hundred a call',
    description: 'Call again with `next_cursor` while `has_more`.',
    body: RejectedFilter.extend({
      limit: z.int().min(1).max(100).default(100),
      cursor: z.string().min(1).max(2_000).optional(),
    }).strict(),
    response: z
      .object({
        accepted: z.int(),
        queued: z.int(),
        rejected: z.int(),
        cut: z.int(),
        next_cursor: z.string().nullable(),
        has_more: z.boolean(),
      })
      .meta({ id: 'ReplayedMany' }),
  },
  'GET /v1/ingest/recent': {
    audience: owner,
    summary: 'What became of the last events of a watched write key, newest first',
    description:
      'For whoever wires up a source: switch it on with PUT /v1/write-keys/{id}/watch. Up to 100 events, the first 20 of a request, for an hour; ids and verdicts, nothing of a person.',
    query: z.object({ key: WriteKeyId }),
    response: pageOf('RecentEvents', RecentEvent)
      .extend({
        watchedUntil: z.iso
          .datetime()
          .nullable()
          .meta({ description: 'Null: the key is not watched, so nothing is noted.' }),
      })
      .meta({ id: 'WatchedEvents' }),
    problems: ['not-found'],
  },
});

export const ingestAdminRoutes = defineRoutes({ ...rejected, ...writeKeys });
