// Double opt-in must not be a way to fill somebody’s mailbox.

import { describe, expect, it } from 'vitest';
import { ALL_IN_HOUR, AllowanceStore } from '../../shared/campaigns/allowance-store.ts';
import { MOST_IN_MONTH } from '../../shared/campaigns/on-consent-requested.ts';
import { SuppressionStore } from '../../shared/campaigns/suppression-store.ts';
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import { newId } from '../../shared/platform/ids.ts';
import { addressHash } from '../../shared/platform/token.ts';
import { confirmationWorld, DAY, mails } from '../support/confirmation-world.ts';
import { onEachEngine } from '../support/engines.ts';
import { aConsent } from '../support/factories.ts';

onEachEngine('double opt-in', (engine) => {
  const { tables } = engine;
  const { keyring, app, aNewCustomer, ask, told, deliver, passOn, messagesOf } = confirmationWorld(engine);

  describe('nobody’s mailbox is filled', () => {
    it('two requests within ten minutes make one mail', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await ask(customer);

      await passOn(customer.pk);

      expect(mails()).toHaveLength(1);
      expect((await messagesOf(customer.pk)).map(({ reason }) => reason).filter(Boolean)).toEqual([
        'frequency-cap',
      ]);
    });

    it('an address under several customers counts as one', async () => {
      const profile = { email: 'victim@example.com' };
      for (let n = 0; n < 4; n += 1) {
        const customer = await aNewCustomer({ profile });
        await ask(customer);
        await app.requested(...(await told(customer.pk)));
      }

      await deliver();

      expect(mails()).toHaveLength(1);
    });

    it('an address takes one in ten minutes, three a day, ten a month, and a repetition no second place', async () => {
      const store = new AllowanceStore(tables.Program);
      const start = Date.parse('2026-10-01T00:00:00Z');
      const taken: number[] = [];
      for (let day = 0; day < 5; day += 1) {
        for (let n = 0; n < 5; n += 1) {
          const now = start + day * DAY + n * 600_000;
          if (await store.take('hash', `${day}-${n}`, now)) taken.push(day);
        }
      }

      expect(taken).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3]);
      expect(await store.take('hash', '0-0', start)).toBe(true);
      expect(await store.take('hash', 'other', start)).toBe(false);
      expect(await store.take('other hash', 'other', start)).toBe(true);
    });

    it('of many at once one gets the place', async () => {
      const store = new AllowanceStore(tables.Program);
      const now = Date.now();

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.take('raced', `m-${n}`, now)),
      );

      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('a customer asked for too often leaves no more messages', async () => {
      const customer = await aNewCustomer();
      for (let n = 0; n < MOST_IN_MONTH + 3; n += 1) await ask(customer, { source: `form-${n}` });

      for (const event of await told(customer.pk)) await app.requested(event);

      expect(await messagesOf(customer.pk)).toHaveLength(MOST_IN_MONTH);
    });

    it('an address that bounced, or agreed already, gets none', async () => {
      const bounced = await aNewCustomer();
      const agreed = await aNewCustomer({ consents: { 'email:marketing': aConsent() } });
      const hash = addressHash(keyring, bounced.profile.email ?? '');
      await new SuppressionStore(tables.Program).add(hash, {
        reason: 'bounced',
        at: new Date().toISOString(),
      });

      for (const customer of [bounced, agreed]) {
        await ask(customer);
        await app.requested(...(await told(customer.pk)));
      }
      await deliver();

      expect(mails()).toEqual([]);
      expect(await messagesOf(bounced.pk)).toMatchObject([{ state: 'refused', reason: 'suppressed' }]);
      expect(await messagesOf(agreed.pk)).toMatchObject([{ state: 'refused', reason: 'already-granted' }]);
    });

    // The last but one: the hour is used up then.
    it('of all addresses together so many an hour are written to, and the history says why another was not', async () => {
      const store = new AllowanceStore(tables.Program);
      const now = Date.now();
      const takeAll = async (at: number) => {
        for (let n = 0; n < ALL_IN_HOUR; n += 50)
          await Promise.all(Array.from({ length: 50 }, () => store.takeShare(at)));
      };
      // The hour may end while this runs.
      await takeAll(now);
      await takeAll(now + 60_000);
      const customer = await aNewCustomer();
      const at = new Date().toISOString();
      const asked = { channel: 'email', purpose: 'marketing', status: 'requested', source: 'form' } as const;
      const recordedBy = newId('key');
      await tables.Activity.put(
        consentEntry({ ...asked, customerId: customer.pk, at, id: 'con-1', receivedAt: at, recordedBy }),
      );

      await passOn(customer.pk);
      await app.requested(...(await told(customer.pk)));
      await deliver();

      expect(await store.takeShare(now)).toBe(false);
      expect(await store.takeShare(now + 2 * 3_600_000)).toBe(true);
      expect(mails()).toEqual([]);
      expect(await messagesOf(customer.pk)).toMatchObject([{ state: 'refused', reason: 'frequency-cap' }]);
    });

    it('the staff may ask all the same', async () => {
      const customer = await aNewCustomer();
      await ask(customer);

      await passOn(customer.pk);

      expect(mails()).toHaveLength(1);
    });
  });
});
