// From the request to the consent, in memory: whatever is repeated, interleaved or cut short.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../../shared/campaigns/confirm.ts';
import { confirmationMessage } from '../../../shared/campaigns/on-consent-requested.ts';
import type { Message } from '../../../shared/campaigns/schema.ts';
import { sendOne } from '../../../shared/campaigns/send-one.ts';
import { foldConsent } from '../../../shared/customers/consent.ts';
import { consentEntry } from '../../../shared/customers/consent-entry.ts';
import type { Consents, Customer } from '../../../shared/customers/schema.ts';
import type { Entry } from '../../../shared/ingest/schema.ts';
import { ConditionFailed } from '../../../shared/platform/errors.ts';
import type { Item } from '../../../shared/platform/table.ts';
import { aCustomer, aCustomerId } from '../../support/factories.ts';
import { aWorld, Crash, type WorldOptions } from '../../support/send-world.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();
const customer = aCustomer({ consents: {}, profile: { email: 'almaz@example.com' } });
const consentOf = (status: 'granted' | 'withdrawn' | 'requested', at: number, id: string) =>
  consentEntry({
    customerId: customer.pk,
    channel: 'email',
    purpose: 'marketing',
    status,
    source: 'web-form',
    at: iso(at),
    id,
    receivedAt: iso(at),
  });
const request = consentOf('requested', NOW, 'request-1');
const message = confirmationMessage(request) as Message;

/** The log of consents, and the button as the page presses it. */
function aButton(
  step: NonNullable<WorldOptions['step']> = (_, run) => run(),
  customers: readonly Customer[] = [customer],
) {
  const log = new Map<string, Entry>();
  const first: { confirmedAt?: string } = {};
  const parts = {
    readCustomer: (id: string) => step('customer', async () => customers.find(({ pk }) => pk === id)),
    hashAddress: (email: string) => email,
    store: {
      confirm: (_: unknown, now: number) =>
        step('confirm', async () => {
          first.confirmedAt ??= iso(now);
          const { confirmedAt } = first;
          return message.consent && { ...message.consent, confirmedAt };
        }),
    },
    activity: {
      putNew: (item: Item) =>
        step('put', async () => {
          const found = log.get(String(item.sk));
          if (found) throw new ConditionFailed(found, undefined);
          log.set(String(item.sk), item as Entry);
        }),
    },
  };
  const link = {
    customerId: customer.pk,
    messageId: message.id,
    addressHash: 'almaz@example.com',
    language: 'en' as const,
    expiresAt: NOW + 7 * 86_400_000,
  };
  const consents = (): Consents =>
    [...log.values()].reduce<Consents>(
      (held, { name, at }) =>
        foldConsent(held, 'email:marketing', {
          status: name === 'Consent Given' ? 'granted' : 'withdrawn',
          source: 'any',
          at,
        }),
      {},
    );
  return { log, consents, press: (now: number, over = {}) => confirm(parts, { ...link, ...over }, now) };
}

describe('the button', () => {
  it('grants with source, time and the proof of the link', async () => {
    const { press, log } = aButton();

    expect(await press(NOW + 60_000)).toBe('done');

    const expected = consentEntry({
      customerId: customer.pk,
      channel: 'email',
      purpose: 'marketing',
      status: 'granted',
      source: 'web-form',
      at: iso(NOW + 60_000),
      id: `confirmed-${message.id}`,
      receivedAt: iso(NOW + 60_000),
      recordedBy: 'confirmation-link',
      proof: {
        confirmedBy: 'link',
        confirmation: message.id,
        addressHash: 'almaz@example.com',
        requestedAt: iso(NOW),
      },
    });
    expect([...log.values()]).toEqual([expected]);
  });

  it('grants nothing once the link has expired, or for another address', async () => {
    const { press, log } = aButton();

    expect(await press(NOW + 7 * 86_400_000)).toBe('expired');
    expect(await press(NOW, { addressHash: 'selam@example.com' })).toBe('expired');
    expect(log.size).toBe(0);
  });

  it('grants for whoever the customer is part of since a merge', async () => {
    const stays = aCustomer({ ...customer, pk: aCustomerId(2) });
    const merged = aCustomer({ pk: customer.pk, profile: {}, consents: {}, mergedInto: stays.pk });
    const { press, log } = aButton(undefined, [merged, stays]);

    expect(await press(NOW + 1_000)).toBe('done');

    expect([...log.values()]).toMatchObject([{ pk: stays.pk, name: 'Consent Given' }]);
  });

  it('pressed again after a merge leaves the copy as it came: un-merging takes it back', async () => {
    const { press, log } = aButton();
    await press(NOW + 1_000);
    const [copy] = [...log.values()].map((entry) => ({ ...entry, origin: aCustomerId(3) }));
    log.set(copy?.sk ?? '', copy as Entry);

    expect(await press(NOW + 2_000)).toBe('done');

    expect([...log.values()]).toEqual([copy]);
  });

  it('pressed again after a withdrawal does not bring the consent back', async () => {
    const { press, log, consents } = aButton();
    await press(NOW + 1_000);
    const withdrawal = consentOf('withdrawn', NOW + 2_000, 'stop');
    log.set(withdrawal.sk, withdrawal);

    expect(await press(NOW + 3_000)).toBe('done');

    expect(consents()['email:marketing']?.status).toBe('withdrawn');
    expect(log.size).toBe(2);
  });
});

describe('a request told five times, its button pressed again and again, with a crash between any two steps', () => {
  const fate = fc.constantFrom('run', 'run', 'run', 'before', 'after');

  /** Again until it works, as a queue or a patient person does; fates end, so it does. */
  async function patiently(run: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await run();
        return;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  }

  it('makes at most one mail and at most one consent, and none without the button', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fate, { maxLength: 50 }),
        fc.nat(3),
        async (scheduler, fates, presses) => {
          const step: WorldOptions['step'] = async (name, run) => {
            const what = fates.shift() ?? 'run';
            if (what === 'before') throw new Crash();
            const result = await scheduler.schedule(Promise.resolve(), name).then(run);
            if (what === 'after') throw new Crash();
            return result;
          };
          const world = aWorld({ customer, step });
          const button = aButton(step);
          const tellings = [0, 1, 2, 3, 4].map((n) =>
            patiently(async () => {
              await world.add(message);
              await sendOne(world.parts, { customerId: customer.pk, id: message.id }, NOW + n);
            }),
          );
          const pressed = Array.from({ length: presses }, (_, n) =>
            patiently(() => button.press(NOW + 10 + n)),
          );

          await scheduler.waitFor(Promise.all([...tellings, ...pressed]));

          expect(world.taken.length).toBeLessThanOrEqual(1);
          expect(button.log.size).toBe(Math.min(presses, 1));
          expect(button.consents()['email:marketing']?.status).toBe(presses > 0 ? 'granted' : undefined);
        },
      ),
      { numRuns: 200 },
    );
  });
});
