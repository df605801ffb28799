// Records a consent: once in the log, however often the request is repeated, and at once in the customer's state.
import type * as z from 'zod';
import type { Entry } from '../ingest/schema.ts';
import { invalid } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { type Claim, claimed } from '../platform/once.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import { byUser, consentEntry } from './consent-entry.ts';
import type { customersRoutes, NewConsent, NewConsentRequest } from './routes.ts';
import { consentKey } from './schema.ts';

export interface ConsentTables {
  customers: Table;
  activity: Table;
  program: Table;
}

/** Who sends what about whom. */
interface Sent<Body> {
  customerId: string;
  consent: Body;
  userId: string;
  idempotencyKey: string | undefined;
  /** Milliseconds. */
  now: number;
}

type Recording = Sent<NewConsent>;

export type RecordedConsent = z.input<
  (typeof customersRoutes)['POST /v1/customers/{id}/consents']['response']
>;

export type RequestedConsent = z.input<
  (typeof customersRoutes)['POST /v1/customers/{id}/consents/requests']['response']
>;

const FIVE_MINUTES = 5 * 60_000;

/**
 * When it was given, RFC 3339. A consent of tomorrow would outlive a withdrawal of today; clocks may differ by five minutes,
 * and one that is fast means now.
 */
function momentOf(at: string | undefined, now: number): string {
  const given = at === undefined ? now : Date.parse(at);
  if (given > now + FIVE_MINUTES) {
    throw invalid('A consent cannot be given in the future.', [{ pointer: '/at', detail: 'later than now' }]);
  }
  return new Date(Math.min(given, now)).toISOString();
}

export class ConsentStore {
  private readonly tables: ConsentTables;

  constructor(tables: ConsentTables) {
    this.tables = tables;
  }

  /**
   * The consent as recorded. Throws 400 for a time in the future, 409 when the idempotency key came with another request.
   */
  async record(request: Recording): Promise<RecordedConsent> {
    const { customerId, consent, userId, now } = request;
    const at = momentOf(consent.at, now);
    const receivedAt = new Date(now).toISOString();
    const claim = await this.claimed(request, 'record', { id: newId('con', now), at });
    const entry = consentEntry({
      ...consent,
      customerId,
      at: claim.at,
      id: claim.id,
      receivedAt,
      recordedBy: byUser(userId),
    });
    await this.append(entry);
    await this.fold(request, claim.at);
    return { ...consent, at: claim.at, id: claim.id, recordedBy: userId };
  }

  /**
   * Puts a request into the log; whoever follows the log mails the link. Throws 409 when the idempotency key came with
   * another request.
   */
  async request(request: Sent<NewConsentRequest>): Promise<RequestedConsent> {
    const { customerId, consent, userId, now } = request;
    const receivedAt = new Date(now).toISOString();
    const { id, at } = await this.claimed(request, 'request', { id: newId('con', now), at: receivedAt });
    const recordedBy = byUser(userId);
    await this.append(
      consentEntry({ ...consent, customerId, status: 'requested', at, id, receivedAt, recordedBy }),
    );
    return { ...consent, status: 'requested', at, id, recordedBy: userId };
  }

  /** What stands for this idempotency key: `own`, or what the request before said. */
  private claimed(
    { customerId, consent, userId, idempotencyKey, now }: Sent<unknown>,
    kind: 'record' | 'request',
    own: Claim,
  ): Promise<Claim> {
    const request = [kind, customerId, consent];
    return claimed(this.tables.program, { what: 'consent', userId, key: idempotencyKey, request }, own, now);
  }

  /** The same claim makes the same key: a repeated request finds its entry in place. */
  private async append(entry: Entry): Promise<void> {
    try {
      await this.tables.activity.putNew(entry, 'sk');
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  /** Newest wins (consent.ts). The projector folds the same entry again, which changes nothing. */
  private async fold({ customerId, consent, now }: Recording, at: string): Promise<void> {
    const { status, source, wordingVersion } = consent;
    const isTieBroken = status === 'withdrawn' ? ' OR consents.#key.#at = :at' : '';
    try {
      await this.tables.customers.update({
        Key: { pk: customerId },
        UpdateExpression: 'SET consents.#key = :state, updatedAt = :now',
        ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(consents.#key) OR consents.#key.#at < :at${isTieBroken})`,
        ExpressionAttributeNames: { '#key': consentKey(consent.channel, consent.purpose), '#at': 'at' },
        ExpressionAttributeValues: {
          ':state': { status, source, at, ...(wordingVersion && { wordingVersion }) },
          ':at': at,
          ':now': new Date(now).toISOString(),
        },
      });
    } catch (error) {
      // A newer consent stands.
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}
