// What the owner does about ingest: write keys, rejected events and their replay, a look at what comes in.
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { HooksQueue } from '../../shared/hooks/hooks-queue.ts';
import { Delivery } from '../../shared/hooks/schema.ts';
import { IngestAdminEnv } from '../../shared/ingest/env.ts';
import { KeyUseStore, shownKey } from '../../shared/ingest/key-use-store.ts';
import { shownRow } from '../../shared/ingest/rejected.ts';
import { RejectedStore } from '../../shared/ingest/rejected-store.ts';
import { type ReplayParts, replay, replayAll, replayRules } from '../../shared/ingest/replay.ts';
import { ingestAdminRoutes } from '../../shared/ingest/routes.ts';
import { IngestStore } from '../../shared/ingest/store.ts';
import { rescoped, revoked, scopeOf, watched, withoutSecret } from '../../shared/ingest/write-key-change.ts';
import { eventsPerMinuteBy, type StoredKey } from '../../shared/ingest/write-key-schema.ts';
import { WriteKeyStore } from '../../shared/ingest/write-key-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { entityTag, tagged } from '../../shared/platform/etag.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';
import { rememberedPlan } from '../../shared/quality/plan/plan-store.ts';

const env = readEnv(IngestAdminEnv);
const client = documentClient();
const program = new Table(client, env.PROGRAM_TABLE);
const activity = new Table(client, env.ACTIVITY_TABLE);
const writeKeys = new WriteKeyStore(program);
const uses = new KeyUseStore(activity);
const rejected = new RejectedStore(activity);
const hooks = new HooksQueue(env.HOOKS_QUEUE_URL);
const identities = new IdentityStore({
  identities: new Table(client, env.IDENTITIES_TABLE),
  customers: new Table(client, env.CUSTOMERS_TABLE),
  activity,
});

const replayParts: ReplayParts = {
  store: new IngestStore({ activity, program }),
  resolve: identities.resolve.bind(identities),
  rejected,
  rulesOf: replayRules((id) => writeKeys.get(id), { currency: env.CURRENCY, country: env.COUNTRY }),
  plan: rememberedPlan(program),
  redeliver: (delivery) => hooks.add(Delivery.parse(delivery)),
};

const shown = async (stored: StoredKey) => ({ body: shownKey(stored, await uses.lastUses()) });

export const handler = httpHandler(ingestAdminRoutes, {
  'GET /v1/ingest/rejected': async ({ query, now }) => {
    const { rows, ...page } = await rejected.page({ ...query, now });
    return { body: { data: rows.map(shownRow), ...page } };
  },
  'POST /v1/ingest/rejected/{id}/replay': async ({ params, body, now }) => ({
    body: await replay(await rejected.get(params.id, now), replayParts, now, body?.event),
  }),
  'POST /v1/ingest/rejected/replay': async ({ body, now }) => {
    const { rows, ...page } = await rejected.page({ ...body, now });
    return { body: { ...(await replayAll(rows, replayParts, now)), ...page } };
  },
  'GET /v1/ingest/recent': async ({ query, now }) => {
    const [{ watchedUntil = '' }, data] = await Promise.all([
      writeKeys.get(query.key),
      uses.recent(query.key, now),
    ]);
    const isWatched = Date.parse(watchedUntil) > now;
    return {
      body: { data, watchedUntil: isWatched ? watchedUntil : null, next_cursor: null, has_more: false },
    };
  },
  'POST /v1/write-keys': async ({ body, user, headers, now }) => {
    const sender = { userId: user?.id ?? '', key: headers['idempotency-key'] };
    const { stored, key } = await writeKeys.create({ ...body, now, sender });
    return { body: { ...shownKey(stored, new Map()), key } };
  },
  'GET /v1/write-keys': async ({ now }) => {
    const [keys, lastUses] = await Promise.all([writeKeys.list(now), uses.lastUses()]);
    return { body: { data: keys.map((key) => shownKey(key, lastUses)), next_cursor: null, has_more: false } };
  },
  'GET /v1/write-keys/{id}/scope': async ({ params, headers }) =>
    tagged(scopeOf(await writeKeys.get(params.id)), headers['if-none-match']),
  'PUT /v1/write-keys/{id}/scope': async ({ params, body, headers, now }) => {
    const changed = await writeKeys.change(params.id, (key) => {
      const { eventsPerMinute = eventsPerMinuteBy[key.kind] } = body;
      return rescoped(key, { ...body, eventsPerMinute }, { ifMatch: headers['if-match'], now });
    });
    return { ...(await shown(changed)), headers: { etag: entityTag(scopeOf(changed)) } };
  },
  'POST /v1/write-keys/{id}/rotate': async ({ params, body, user, headers, now }) => {
    const sender = { userId: user?.id ?? '', key: headers['idempotency-key'] };
    const { stored, key } = await writeKeys.rotate(params.id, { ...body, now, sender });
    return { body: { ...shownKey(stored, await uses.lastUses()), key } };
  },
  'DELETE /v1/write-keys/{id}/secrets/{secretId}': async ({ params, now }) => {
    await writeKeys.change(params.id, (key) => withoutSecret(key, params.secretId, now));
    return {};
  },
  'DELETE /v1/write-keys/{id}': async ({ params, now }) => {
    await writeKeys.change(params.id, (key) => revoked(key, now));
    return {};
  },
  'PUT /v1/write-keys/{id}/watch': async ({ params, body, now }) =>
    shown(await writeKeys.change(params.id, (key) => watched(key, body.minutes, now))),
});
