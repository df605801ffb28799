import { expect, it } from 'vitest';
import { retentionMessage } from '../../shared/campaigns/on-risk.ts';
import { messageId } from '../../shared/campaigns/schema.ts';
import { MessageStore, readCustomer } from '../../shared/campaigns/store.ts';
import { SuppressionStore } from '../../shared/campaigns/suppression-store.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomer, aCustomerId, anEntry } from '../support/factories.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const EPISODE = dayOfDate('2026-09-04');
const aMessageFor = (customerId: string, episode = EPISODE) =>
  retentionMessage(
    { customerId, from: 'watch', to: 'at-risk', episode, asOf: episode + 31, valueAtRisk: 1 },
    new Date(NOW).toISOString(),
  );
const keyFor = (customerId: string) => ({ customerId, id: messageId(EPISODE, 'retention') });

onEachEngine('the message store', ({ tables }) => {
  const store = new MessageStore(tables.Activity);

  it('keeps the first message of an episode, whatever happens to it afterwards', async () => {
    const key = keyFor(aCustomerId(1));
    await store.add(aMessageFor(key.customerId));
    await store.change(key, { to: 'sending', from: ['queued'], now: NOW, more: { claim: 'a' } });

    await store.add(aMessageFor(key.customerId));

    expect(await store.message(key)).toMatchObject({ state: 'sending', claim: 'a' });
  });

  it('lets one of many claim a message', async () => {
    const key = keyFor(aCustomerId(2));
    await store.add(aMessageFor(key.customerId));

    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.change(key, { to: 'sending', from: ['queued'], now: NOW, more: { claim: `claim-${n}` } }),
      ),
    );

    expect(claims.filter(Boolean)).toHaveLength(1);
    expect((await store.message(key))?.claim).toBe(`claim-${claims.indexOf(true)}`);
  });

  it('lets only the holder of a claim write its verdict', async () => {
    const key = keyFor(aCustomerId(3));
    await store.add(aMessageFor(key.customerId));
    await store.change(key, { to: 'sending', from: ['queued'], now: NOW, more: { claim: 'mine' } });

    const stranger = await store.change(key, {
      to: 'queued',
      from: ['sending'],
      claimedBy: 'other',
      now: NOW,
    });
    const holder = await store.change(key, { to: 'sent', from: ['sending'], claimedBy: 'mine', now: NOW });

    expect([stranger, holder]).toEqual([false, true]);
  });

  it('forgets why a message waited once it goes on', async () => {
    const key = keyFor(aCustomerId(4));
    const notBefore = new Date(NOW + 1_000).toISOString();
    await store.add(aMessageFor(key.customerId));
    await store.change(key, {
      to: 'queued',
      from: ['queued'],
      now: NOW,
      more: { reason: 'quiet-hours', notBefore },
    });
    expect(await store.message(key)).toMatchObject({ reason: 'quiet-hours', notBefore });

    await store.change(key, { to: 'sending', from: ['queued'], now: NOW, more: { claim: 'a' } });

    const message = await store.message(key);
    expect(message?.reason).toBeUndefined();
    expect(message?.notBefore).toBeUndefined();
  });

  it('brings no erased message back', async () => {
    const key = keyFor(aCustomerId(5));

    const changed = await store.change(key, { to: 'delivered', from: ['sent'], now: NOW });

    expect(changed).toBe(false);
    expect(await store.message(key)).toBeUndefined();
  });

  it('reads the messages and the latest purchases of one customer only', async () => {
    const id = aCustomerId(6);
    await store.add(aMessageFor(id));
    await store.add(aMessageFor(id, EPISODE - 100));
    await store.add(aMessageFor(aCustomerId(7)));
    const at = (n: number) => `2026-0${1 + (n % 9)}-01T09:00:00.${String(n).padStart(3, '0')}Z`;
    await tables.Activity.putMany(
      Array.from({ length: 60 }, (_, n) =>
        anEntry({ pk: id, id: `o${n}`, at: at(n), sk: `purchase#${at(n)}#o${n}` }),
      ),
    );

    const purchases = await store.purchases(id);

    expect((await store.messages(id)).map(({ episode }) => episode)).toEqual([EPISODE, EPISODE - 100]);
    expect(purchases).toHaveLength(50);
    expect(purchases[0]?.at).toBe('2026-09-01T09:00:00.053Z');
    expect(purchases[0]?.order?.amount).toBe(100_000);
  });

  it('reads a customer, or nobody', async () => {
    const customer = aCustomer({ pk: aCustomerId(8) });
    await tables.Customers.put(customer);

    expect(await readCustomer(tables.Customers, customer.pk)).toEqual(customer);
    expect(await readCustomer(tables.Customers, aCustomerId(9))).toBeUndefined();
  });
});

onEachEngine('the suppression store', ({ tables }) => {
  const store = new SuppressionStore(tables.Program);
  const at = (day: number) => `2026-10-0${day}T09:00:00.000Z`;

  it('finds what was added, twice or not', async () => {
    await store.add('hash-1', { reason: 'unsubscribed', at: at(1) });
    await store.add('hash-1', { reason: 'unsubscribed', at: at(1) });

    expect(await store.find('hash-1')).toMatchObject({ reason: 'unsubscribed', at: at(1) });
    expect(await store.find('hash-2')).toBeUndefined();
  });

  it('moves with a later unsubscription, and not with an earlier one', async () => {
    await store.add('hash-3', { reason: 'unsubscribed', at: at(2) });
    await store.add('hash-3', { reason: 'unsubscribed', at: at(4) });
    await store.add('hash-3', { reason: 'unsubscribed', at: at(3) });

    expect(await store.find('hash-3')).toMatchObject({ at: at(4) });
  });

  it('never replaces a complaint by something a consent can lift', async () => {
    await store.add('hash-4', { reason: 'unsubscribed', at: at(1) });
    await store.add('hash-4', { reason: 'complained', at: at(2) });
    await store.add('hash-4', { reason: 'unsubscribed', at: at(3) });

    expect(await store.find('hash-4')).toMatchObject({ reason: 'complained', at: at(2) });
  });

  it('counts distinct soft bounces of the last 30 days', async () => {
    const note = (hash: string, n: number, day = '2026-10-01') =>
      store.noteSoftBounce(hash, { id: `f${n}`, at: `${day}T09:00:00.000Z` }, NOW);

    const repeated = await Promise.all([1, 1, 1, 1, 1, 1].map((n) => note('soft-1', n)));
    for (const n of [1, 2, 3, 4, 5]) await note('soft-2', n, '2026-08-01');
    const recent: boolean[] = [];
    for (const n of [1, 2, 3, 4, 5]) recent.push(await note('soft-2', n));

    expect(repeated.some(Boolean)).toBe(false);
    expect(recent).toEqual([false, false, false, false, true]);
  });
});
