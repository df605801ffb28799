// Nobody is subscribed, or subscribed again, by anything but a newer consent: with the stores, the log and merging underneath.
import { beforeEach, expect, it } from 'vitest';
import { takeEvents } from '../../shared/ingest/take-in.ts';
import { onEachEngine } from '../support/engines.ts';
import { ImportWorld } from '../support/import-run.ts';
import { mergeWorld } from '../support/merge-world.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const LATER = NOW + 3_600_000;
const HEADER = 'email,name,consent,consent source,consent date\n';
const OUT = { 'email:marketing': { status: 'withdrawn', source: 'unsubscribe-link' } };

onEachEngine('nobody is subscribed', ({ tables }) => {
  const files = new ImportWorld(tables);
  const people = mergeWorld(tables);
  let count = 0;
  let me = '';

  beforeEach(() => {
    count += 1;
    me = `never-${count}`;
  });

  const send = (...events: object[]) =>
    takeEvents(
      events,
      {
        envelope: { context: {}, sentAt: undefined, receivedAt: NOW },
        rules: { keyKind: 'server', currency: 'ETB', country: 'ET' },
        source: 'key_1',
        now: NOW,
      },
      files.parts.log,
    );
  const says = (who: object, event: string, timestamp: string, source: string) => ({
    type: 'track',
    ...who,
    event,
    timestamp,
    messageId: `${Object.values(who)}-${event}-${timestamp}`,
    properties: { channel: 'email', purpose: 'marketing', source },
  });
  const unsubscribe = (userId: string, timestamp: string) =>
    send(says({ userId }, 'Consent Withdrawn', timestamp, 'unsubscribe-link'));
  const known = (userId: string) =>
    send({
      type: 'identify',
      userId,
      messageId: `${userId}-known`,
      timestamp: '2026-01-01T00:00:00Z',
      traits: { email: `${userId}@example.com` },
    });
  const list = async (kind: 'customers' | 'purchases', text: string, now = NOW) =>
    files.run(await files.upload(kind, text, now), 'start', now);
  const idOf = async (key: string) =>
    String((await tables.Identities.get({ pk: key }, { consistent: true }))?.customerId);
  const consentsOf = async (key: string) => {
    const pk = await idOf(key);
    await people.fold(pk);
    return (await people.read(pk)).consents;
  };

  it('by identify, whatever its traits say', async () => {
    const traits = {
      subscribed: true,
      consent: true,
      marketing: 'yes',
      emailOptIn: true,
      unsubscribed: false,
    };
    await unsubscribe(me, '2026-06-01T00:00:00Z');

    await send(
      { type: 'identify', userId: me, messageId: `${me}-1`, timestamp: '2026-10-01T00:00:00Z', traits },
      { type: 'identify', userId: `${me}-new`, messageId: `${me}-2`, traits },
    );

    expect(await consentsOf(`user#${me}`)).toMatchObject(OUT);
    expect(await consentsOf(`user#${me}-new`)).toEqual({});
  });

  it('by a list without status, source and date', async () => {
    await known(me);
    await unsubscribe(me, '2026-06-01T00:00:00Z');
    const rows = (cells: string) => `${me}@example.com,Abebe,${cells}\n${me}-b@example.com,Sara,${cells}\n`;

    for (const cells of [
      'yes,,',
      'yes,web form,',
      'yes,,2026-10-01',
      'yes,web form,soon',
      'maybe,form,2026-10-01',
    ]) {
      expect(await list('customers', HEADER + rows(cells))).toMatchObject({
        state: 'done',
        counts: { taken: 2, consentsGranted: 0 },
      });
    }
    await list(
      'customers',
      `email,subscribed,accepts marketing,newsletter,ፈቃድ\n${me}@example.com,yes,yes,yes,አዎ\n`,
    );

    expect(await consentsOf(`user#${me}`)).toMatchObject(OUT);
    expect(await consentsOf(`email#${me}-b@example.com`)).toEqual({});
  });

  it('by a list of purchases', async () => {
    await unsubscribe(me, '2026-06-01T00:00:00Z');

    await list(
      'purchases',
      `id,date,amount,consent,consent source,consent date\n${me},2026-11-01,50,yes,till,2026-11-01\n`,
    );

    expect(await consentsOf(`user#${me}`)).toMatchObject(OUT);
  });

  it('again by the same list, imported once more after they unsubscribed', async () => {
    const text = `${HEADER}${me}@example.com,Abebe,yes,web form,2026-05-01\n`;
    const first = await files.upload('customers', text, NOW);
    await files.run(first, 'start', NOW);
    expect(await consentsOf(`email#${me}@example.com`)).toMatchObject({
      'email:marketing': { status: 'granted' },
    });
    await known(me);
    await unsubscribe(me, '2026-06-01T00:00:00Z');

    await files.run(first, 'start', LATER);
    await list('customers', text, LATER);
    await list('customers', text.replace('Abebe', 'Abebe B.').replace('web form', 'form'), LATER);

    expect(await consentsOf(`user#${me}`)).toMatchObject(OUT);
  });

  it('again by a list whose consent is older than the withdrawal, or as old; only a newer one counts', async () => {
    await known(me);
    await unsubscribe(me, '2026-06-01T00:00:00+03:00');
    const file = (date: string) => `${HEADER}${me}@example.com,Abebe,yes,web form,${date}\n`;

    await list('customers', file('2026-05-31'));
    await list('customers', file('2026-06-01'));
    expect(await consentsOf(`user#${me}`)).toMatchObject(OUT);

    await list('customers', file('2026-06-02'));
    expect(await consentsOf(`user#${me}`)).toMatchObject({
      'email:marketing': { status: 'granted', source: 'web form' },
    });
  });

  it.each([
    ['later', '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z'],
    ['at the same moment', '2026-06-01T00:00:00Z', '2026-06-01T00:00:00Z'],
  ])('by being merged with somebody who agreed, when they unsubscribed %s', async (_, agreed, left) => {
    await send(
      says({ userId: me }, 'Consent Given', agreed, 'till'),
      says({ anonymousId: me }, 'Consent Withdrawn', left, 'unsubscribe-link'),
    );
    const [one, other] = [await idOf(`user#${me}`), await idOf(`anon#${me}`)];
    await Promise.all([one, other].map(people.fold));
    expect((await people.read(one)).consents).toMatchObject({ 'email:marketing': { status: 'granted' } });

    await people.merge(one, other);
    await people.drain();

    expect((await people.read(one)).consents).toMatchObject(OUT);
  });
});
