// Rows of customers to events: who they are, and what they agreed to.
import { describe, expect, it } from 'vitest';
import { headerOf, linesOf } from '../../../shared/exports/lines.ts';
import { aCustomerId } from '../../support/factories.ts';
import { events, whys, worked } from '../../support/import-rows.ts';

describe('a list of customers', () => {
  it('tells who they are, with names in their own letters', () => {
    const found = worked('customers', ['id,ስም,phone,email', 'C-1,አበበ በቀለ,911223344,Abebe@Example.com']);

    expect(events(found)).toMatchObject([
      {
        type: 'identify',
        userId: 'C-1',
        traits: { name: 'አበበ በቀለ', phone: '+251911223344', email: 'Abebe@example.com' },
      },
    ]);
    expect(found.counts).toMatchObject({ rows: 1, taken: 1, refused: 0 });
  });

  it('keeps a row whose phone is damaged when something else identifies, and says so', () => {
    const found = worked('customers', ['id,phone', 'C-1,2.51911E+11', ',2.51911E+11']);

    expect(events(found)).toMatchObject([{ userId: 'C-1', traits: {} }]);
    expect(found.counts).toMatchObject({ rows: 2, taken: 1, refused: 1, valuesLeftOut: 2 });
    expect(whys(found)).toEqual([
      [2, expect.stringContaining('phone: the spreadsheet has rounded')],
      [
        3,
        expect.stringContaining('phone: the spreadsheet has rounded'),
        expect.stringContaining('no customer id'),
      ],
    ]);
  });

  it('names the same row by the same message id, wherever it stands', () => {
    const [one] = events(worked('customers', ['id,name', 'C-1,Abebe']));
    const [other] = events(worked('customers', ['name,id', 'Sara,C-2', 'Abebe,C-1'])).slice(1);

    expect(other?.messageId).toBe(one?.messageId);
  });

  it('knows our own export again, and takes our own id of a customer for no id of the business', () => {
    const own = aCustomerId(1);
    const exported = headerOf('customers', 'csv').replace('\ufeff', '').trim();
    const record = {
      customerId: own,
      ids: { user: 'C-1' },
      profile: { name: 'Abebe', phone: '+251911223344' },
    };
    const row = linesOf([record], 'customers', 'csv').trim();

    expect(events(worked('customers', [exported, row]))).toMatchObject([
      { userId: 'C-1', traits: { name: 'Abebe', phone: '+251911223344' } },
    ]);
    expect(whys(worked('customers', ['customerId,name', `${own},Abebe`]))).toEqual([
      [2, expect.stringContaining('id: ')],
    ]);
  });

  it('refuses placeholders for an id, as ingest does', () => {
    expect(whys(worked('customers', ['id,name', 'guest,Abebe']))).toEqual([
      [2, expect.stringContaining('userId')],
    ]);
  });
});

describe('consent', () => {
  const header = 'id,email,consent,consent source,consent date';
  const consents = (row: string, columns = header) =>
    events(worked('customers', [columns, row])).filter(({ event }) => event?.startsWith('Consent'));

  it('has a source and a wording of whole characters, the same each time', () => {
    const long = `${'x'.repeat(99)}😀`;
    const told = () =>
      consents(
        `C-1,a@example.com,yes,${long},5/3/2026,${long}`,
        'id,email,consent,consent source,consent date,consent wording',
      );
    const [first] = told();

    const whole = `${'x'.repeat(99)}\ufffd`;
    expect(first).toMatchObject({ properties: { source: whole, wordingVersion: whole } });
    expect(told()).toEqual([first]);
  });

  it('is given with status, source and date, as of that date', () => {
    expect(consents('C-1,a@example.com,yes,web form,5/3/2026')).toMatchObject([
      {
        event: 'Consent Given',
        timestamp: '2026-03-04T21:00:00.000Z',
        properties: { channel: 'email', purpose: 'marketing', source: 'web form' },
      },
    ]);
  });

  it.each([
    ['no source', 'C-1,a@example.com,yes,,5/3/2026', header],
    ['no date', 'C-1,a@example.com,yes,web form,', header],
    ['a date to come', 'C-1,a@example.com,yes,web form,5/3/2027', header],
    ['neither column', 'C-1,a@example.com,yes', 'id,email,subscribed'],
    ['an unclear status', 'C-1,a@example.com,perhaps,web form,5/3/2026', header],
  ])('is not created with %s', (_, row, columns) => {
    expect(consents(row, columns)).toEqual([]);
    expect(worked('customers', [columns, row]).counts).toMatchObject({ taken: 1, consentsGranted: 0 });
  });

  it('is not created by a list that says nothing of it', () => {
    expect(consents('C-1,a@example.com', 'id,email')).toEqual([]);
  });

  it.each(['no', 'unsubscribed', 'አይ', 'FALSE'])('is withdrawn by %s, whatever else is missing', (word) => {
    expect(consents(`C-1,a@example.com,${word},,`)).toMatchObject([{ event: 'Consent Withdrawn' }]);
  });
});
