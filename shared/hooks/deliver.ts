// A stored delivery becomes events of the log. Everything here may be repeated: the same delivery is the same events.
import type { Rules } from '../ingest/accept.ts';
import type { Taking } from '../ingest/take-in.ts';
import { AppError, type FieldError, notFound } from '../platform/errors.ts';
import type { Keyring } from '../platform/token.ts';
import type { Join, Joined } from './link-store.ts';
import { withRegions } from './phones.ts';
import { parseBody } from './receive.ts';
import { rejection } from './rejection.ts';
import type { Delivery } from './schema.ts';
import { type Call, type Mapped, nothing, type Payment, problem } from './source.ts';
import { sources } from './sources.ts';
import { readLinkToken } from './telegram-link.ts';

export interface DeliverParts {
  keyring: Keyring;
  raw(key: string): Promise<Uint8Array | undefined>;
  take(calls: readonly Call[], taking: Taking): Promise<{ accepted: number; rejected: number }>;
  keepRejected(items: readonly Record<string, unknown>[]): Promise<void>;
  join(join: Join): Promise<Joined>;
  /** Why a payment must not count, asked of the sender; undefined: it may. */
  check(payment: Payment, delivery: Delivery): Promise<FieldError | undefined>;
  /** Told of an exception in a mapping, which is a fault of ours. */
  failed(error: unknown, delivery: Delivery): void;
  rules: Pick<Rules, 'currency' | 'country'>;
}

/** For the log: counts, no contents. */
export interface Delivered {
  accepted: number;
  rejected: number;
  /** Of a chat link: joined, or why not. */
  link?: Joined | 'unknown';
}

/**
 * Delivers, or throws. After the last try the delivery is in the list of rejected events as well, with what went wrong, so
 * that an owner sees it and can send it through again.
 */
export async function deliverOrKeep(
  delivery: Delivery,
  parts: DeliverParts,
  isLastTry: boolean,
): Promise<Delivered> {
  try {
    return await deliver(delivery, parts);
  } catch (error) {
    if (isLastTry) await keepFailed(delivery, parts, error);
    throw error;
  }
}

async function keepFailed(delivery: Delivery, parts: DeliverParts, error: unknown): Promise<void> {
  const bytes = (await parts.raw(delivery.key).catch(() => undefined)) ?? new Uint8Array();
  // Our own words; those of others may name tables, or people.
  const why = error instanceof AppError ? error.message : 'A fault of ours or of the store.';
  const detail = `tried several times in vain: ${why} Replay it when that is mended`;
  await parts.keepRejected([rejection(delivery, bytes, { pointer: '', detail })]);
}

/** Throws for what a second try may cure, and for a delivery whose bytes are gone: the queue sets that one aside. */
async function deliver(delivery: Delivery, parts: DeliverParts): Promise<Delivered> {
  const bytes = await parts.raw(delivery.key);
  if (!bytes) throw notFound('The stored body is gone.');
  const mapped = mapOf(delivery, bytes, parts);
  const refusal = mapped.problem ?? (mapped.payment && (await parts.check(mapped.payment, delivery)));
  if (refusal) {
    await parts.keepRejected([rejection(delivery, bytes, refusal)]);
    return { accepted: 0, rejected: 1 };
  }
  // First the link, so that what is said in the same message is said by the customer.
  const link = mapped.link && (await joinChat(mapped.link, delivery, parts));
  const counts =
    mapped.calls.length === 0
      ? { accepted: 0, rejected: 0 }
      : await parts.take(withRegions(mapped.calls, parts.rules.country), takingOf(delivery, parts));
  return { ...counts, ...(link && { link }) };
}

function mapOf(delivery: Delivery, bytes: Uint8Array, parts: DeliverParts): Mapped {
  // Zendesk sends webhooks without a body, if told so.
  if (bytes.length === 0) return nothing;
  const body = parseBody(bytes);
  if (body === undefined) return problem('the body is not JSON');
  try {
    return sources[delivery.source].map({ body, headers: delivery.headers });
  } catch (error) {
    parts.failed(error, delivery);
    return problem('could not be read: a fault of ours, replay it when it is mended');
  }
}

async function joinChat(
  { token, chatId }: NonNullable<Mapped['link']>,
  { endpointId, source, receivedAt }: Delivery,
  parts: DeliverParts,
): Promise<Joined | 'unknown'> {
  const customerId = readLinkToken(parts.keyring, token, Date.parse(receivedAt));
  if (customerId === undefined) return 'unknown';
  const account = `${source}#${chatId}`;
  return parts.join({ customerId, account, token, at: receivedAt, source: endpointId });
}

function takingOf(delivery: Delivery, { rules }: DeliverParts): Taking {
  // The moment of arrival, not of this try: a repeated try must meet what the first one wrote.
  const now = Date.parse(delivery.receivedAt);
  return {
    envelope: {
      context: { library: { name: `webhook-${delivery.source}` } },
      sentAt: undefined,
      receivedAt: now,
    },
    rules: { ...rules, keyKind: 'server', isSigned: true },
    source: delivery.endpointId,
    now,
    more: { delivery },
  };
}
