// Double opt-in with real conditions underneath: request -> log -> bus -> queue -> mail -> page -> consent.

import { describe, expect, it } from 'vitest';
import { isGrantedFor } from '../../shared/customers/consent.ts';
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import { newId } from '../../shared/platform/ids.ts';
import { addressHash } from '../../shared/platform/token.ts';
import { confirmationWorld, DAY, jobs, mails, tokenIn, user } from '../support/confirmation-world.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomer } from '../support/factories.ts';
import { aUser } from '../support/invoke.ts';

onEachEngine('double opt-in', (engine) => {
  const { tables } = engine;
  const { keyring, app, aNewCustomer, logOf, ask, told, deliver, passOn, project, messagesOf } =
    confirmationWorld(engine);

  describe('asked for by staff', () => {
    it('is accepted, mailed once in the customer’s language, by night too, and grants nothing', async () => {
      const customer = await aNewCustomer();

      const { status, json } = await ask(customer);
      for (let n = 0; n < 5; n += 1) await app.requested(...(await told(customer.pk)));
      await Promise.all(jobs().map(({ notBefore: _, ...job }) => app.send(job)));

      expect({ status, json }).toEqual({
        status: 202,
        json: {
          channel: 'email',
          purpose: 'marketing',
          source: 'web-form',
          wordingVersion: '2026-01',
          status: 'requested',
          at: expect.any(String),
          id: expect.stringMatching(/^con_/),
          recordedBy: 'user-1',
        },
      });
      expect(jobs()).toHaveLength(5);
      expect(mails()).toHaveLength(1);
      expect(mails()[0]).toMatchObject({
        Destination: { ToAddresses: [customer.profile.email] },
        Content: { Simple: { Subject: { Data: expect.stringMatching(/[\u1200-\u137f]/) }, Headers: [] } },
      });
      expect((await project(customer.pk)).consents).toEqual({});
    });

    it('happens once for one idempotency key', async () => {
      const customer = await aNewCustomer();
      const headers = { 'idempotency-key': `key-${customer.pk}` };

      const [first, again] = [await ask(customer, {}, headers), await ask(customer, {}, headers)];
      const other = await ask(customer, { source: 'till' }, headers);

      expect(again.json).toEqual(first.json);
      expect(other.status).toBe(409);
      expect(await logOf(customer.pk)).toHaveLength(1);
    });

    it('is 409 for a customer without an address, 404 for nobody, 403 for a viewer, 400 for another channel', async () => {
      const customer = await aNewCustomer({ profile: {} });
      const target = `/v1/customers/${customer.pk}/consents/requests`;
      const viewer = await app.customers.post(target, { user: aUser('viewer'), body: {} });

      expect((await ask(customer)).status).toBe(409);
      expect((await ask(aCustomer({ pk: newId('cus') }))).status).toBe(404);
      expect(viewer.status).toBe(403);
      expect((await ask(customer, { channel: 'sms' })).json.errors[0].pointer).toBe('/channel');
      expect(await logOf(customer.pk)).toEqual([]);
    });
  });

  describe('asked for by a public form', () => {
    it('reaches the address that the form sent beside it, and the button grants', async () => {
      const owner = aUser('owner');
      const made = await app.ingest.ask.post('/v1/write-keys', {
        user: owner,
        body: { name: 'the site', kind: 'browser' },
      });
      const now = Date.now();
      const me = { anonymousId: `visitor-${newId('cus')}` };
      const email = `${newId('cus').toLowerCase()}@example.com`;
      const properties = { channel: 'email', source: 'footer-form', wordingVersion: '2026-02' };
      const sent = await app.ingest.send.post('/v1/batch', {
        body: {
          writeKey: made.json.key,
          batch: [
            { type: 'identify', ...me, messageId: 'i-1', traits: { email } },
            { type: 'track', ...me, messageId: 't-1', event: 'Consent Requested', properties },
            { type: 'track', ...me, messageId: 't-2', event: 'Consent Given', properties },
          ],
        },
        now,
      });
      const identity = await tables.Identities.get({ pk: `email#${email}` }, { consistent: true });
      const customerId = String(identity?.customerId);

      await passOn(customerId);
      expect(sent.status).toBe(200);
      expect(mails()).toEqual([]);
      expect(await messagesOf(customerId)).toMatchObject([{ state: 'queued', reason: 'no-email' }]);

      await tables.Customers.update({
        Key: { pk: customerId },
        UpdateExpression: 'SET profile = :profile',
        ExpressionAttributeValues: { ':profile': { email } },
      });
      await deliver();
      expect(mails()).toHaveLength(1);
      expect((await project(customerId)).consents).toEqual({});

      expect((await app.page.post(`/c/${tokenIn()}`, { now: now + 1_000 })).status).toBe(200);
      expect((await project(customerId)).consents['email:marketing']).toMatchObject({
        status: 'granted',
        source: 'footer-form',
        wordingVersion: '2026-02',
      });
    });
  });

  describe('the link', () => {
    it('asks on GET, however often, and grants on POST, once, with the proof in the history', async () => {
      const customer = await aNewCustomer();
      const { json: asked } = await ask(customer);
      await passOn(customer.pk);
      const target = `/c/${tokenIn()}`;
      const now = Date.now();

      for (let n = 0; n < 3; n += 1) {
        const page = await app.page.get(target, { now });
        expect(page.status).toBe(200);
        expect(page.text).toContain('<html lang="am">');
        expect(page.headers['content-security-policy']).toContain("default-src 'none'");
      }
      expect((await project(customer.pk)).consents).toEqual({});
      const pressed = await Promise.all([0, 1, 2, 3].map((n) => app.page.post(target, { now: now + n })));

      expect(pressed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const history = await app.customers.get(`/v1/customers/${customer.pk}/activity?kind=consent`, { user });
      expect(history.json.data).toEqual([
        {
          id: expect.stringMatching(/^confirmed-/),
          kind: 'consent',
          name: 'Consent Given',
          at: expect.any(String),
          receivedAt: expect.any(String),
          source: 'confirmation-link',
          properties: {
            channel: 'email',
            purpose: 'marketing',
            source: 'web-form',
            wordingVersion: '2026-01',
            confirmedBy: 'link',
            confirmation: expect.stringContaining('consent-confirmation'),
            addressHash: expect.stringMatching(/^[0-9a-f]{32}$/),
            requestedAt: asked.at,
          },
        },
        expect.objectContaining({ id: asked.id, name: 'Consent Requested', source: 'user:user-1' }),
      ]);
      expect((await project(customer.pk)).consents['email:marketing']).toMatchObject({ status: 'granted' });
    });

    it('grants for the address it was mailed to: another must be confirmed anew', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await passOn(customer.pk);
      await app.page.post(`/c/${tokenIn()}`, { now: Date.now() + 1_000 });
      const { consents } = await project(customer.pk);
      const hashOf = (email = '') => addressHash(keyring, email);
      expect(isGrantedFor(consents['email:marketing'], hashOf(customer.profile.email))).toBe(true);
      expect(isGrantedFor(consents['email:marketing'], hashOf('new@example.com'))).toBe(false);
      const shown = await app.customers.get(`/v1/customers/${customer.pk}`, { user });
      expect(shown.json.consents[0]).not.toHaveProperty('addressHash');

      await tables.Customers.put({ ...customer, consents, profile: { email: 'new@example.com' } });
      await ask(customer, { source: 'preferences' });
      await passOn(customer.pk);

      expect(mails().map(({ Destination }) => Destination?.ToAddresses)).toEqual([
        [customer.profile.email],
        ['new@example.com'],
      ]);
    });

    it('pressed again after a withdrawal does not bring the consent back', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await passOn(customer.pk);
      const now = Date.now();
      await app.page.post(`/c/${tokenIn()}`, { now: now + 1_000 });
      await tables.Activity.put(
        consentEntry({
          customerId: customer.pk,
          channel: 'email',
          purpose: 'marketing',
          status: 'withdrawn',
          source: 'unsubscribe-link',
          at: new Date(now + 2_000).toISOString(),
          id: 'stop',
          receivedAt: new Date(now + 2_000).toISOString(),
        }),
      );

      const again = await app.page.post(`/c/${tokenIn()}`, { now: now + 3_000 });

      expect(again.status).toBe(200);
      expect((await project(customer.pk)).consents['email:marketing']?.status).toBe('withdrawn');
    });

    it('is of no use after seven days, for another address, or when the customer is gone', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await passOn(customer.pk);
      const target = `/c/${tokenIn()}`;
      const later = { now: Date.now() + 7 * DAY + 60_000 };

      expect((await app.page.get(target, later)).status).toBe(404);
      expect((await app.page.post(target, later)).status).toBe(404);
      await tables.Customers.put({ ...customer, profile: { email: 'new@example.com' } });
      expect((await app.page.post(target, { now: Date.now() })).status).toBe(404);
      await tables.Customers.delete({ pk: customer.pk });
      expect((await app.page.post(target, { now: Date.now() })).status).toBe(404);
      expect(await logOf(customer.pk)).toHaveLength(1);
    });

    it('that is not ours shows a page, not an error', async () => {
      const page = await app.page.get('/c/bm90aGluZw.c2lnbmF0dXJl', { query: { lang: 'am' } });

      expect(page.status).toBe(404);
      expect(page.text).toContain('ይህ ሊንክ አይሠራም');
      expect((await app.page.post('/c/bm90aGluZw.c2lnbmF0dXJl')).status).toBe(404);
    });
  });
});
