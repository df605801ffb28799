// What leaves with an export: everything of the business, no secret, nothing a spreadsheet would run.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerOf, linesOf } from '../../../shared/exports/lines.ts';
import { recordOf } from '../../../shared/exports/records.ts';
import { contentsOf, piecesOf } from '../../../shared/exports/schema.ts';
import { packBody } from '../../../shared/ingest/body.ts';
import { aCustomer } from '../../support/factories.ts';

const pk = 'cus_01JD0000000000000000000000';

describe('a record', () => {
  it('of the log holds the event as it was sent', () => {
    const event = { type: 'track', event: 'Order Completed', properties: { note: 'ሰላም' } };
    const entry = { pk, sk: 'purchase#x#m', kind: 'purchase', id: 'm', body: packBody(event) };

    expect(recordOf('activity', entry)).toEqual({ customerId: pk, kind: 'purchase', id: 'm', event });
  });

  it('whose event is damaged is handed over all the same', () => {
    const entry = { pk, sk: 's', kind: 'event', body: new Uint8Array([1, 2, 3]) };

    expect(recordOf('activity', entry)).toMatchObject({ event: { base64: 'AQID' } });
  });

  it('of a customer holds profile, consents and numbers, not the workings', () => {
    const record = recordOf('customers', { ...aCustomer({ pk }), nameKey: 'x', nameInitial: 'x' });

    expect(record).toMatchObject({ customerId: pk, profile: expect.anything(), consents: expect.anything() });
    expect(record).not.toHaveProperty('nameKey');
    expect(JSON.stringify(record)).not.toContain('"seen"');
  });

  it.each(['rejected#2026-11-22', 'seen#abc'])('of the log is none for %s', (other) => {
    expect(recordOf('activity', { pk: other, sk: 'x' })).toBeUndefined();
  });

  it.each([
    'write-key#abc',
    'write-keys',
    'hook#1',
    'hooks',
    'idempotency#1',
    'imports',
    'exports',
    'telegram-link#1',
    'suppression',
    'soft-bounce#1',
    'confirmation#1',
  ])('is never made of %s', (key) => {
    expect(recordOf('program', { pk: key, sk: 'x', secret: 's' })).toBeUndefined();
  });

  it('of a tracking plan holds its events', () => {
    const events = [{ name: 'Seen', schema: {} }];

    expect(recordOf('program', { pk: 'tracking-plan', sk: 'v000001', events: packBody(events) })).toEqual({
      key: 'tracking-plan',
      sortKey: 'v000001',
      events,
    });
  });

  it.each(['model', 'metrics', 'nightly', 'settings', 'data-quality', 'not-duplicates'])(
    'is made of %s',
    (key) => {
      expect(recordOf('program', { pk: key, sk: 'x', value: 1 })).toEqual({ key, sortKey: 'x', value: 1 });
    },
  );
});

describe('lines', () => {
  it('of JSON give back every record', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (records) => {
        const lines = linesOf(records, 'customers', 'jsonl').split('\n').slice(0, -1);

        expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(records)));
      }),
    );
  });

  it('of CSV begin with a mark and a header, and have a cell for everything', () => {
    const csv =
      headerOf('customers', 'csv') +
      linesOf(
        [{ customerId: pk, profile: { name: 'አበበ', city: 'Adama, "East"' }, consents: { a: 1 } }],
        'customers',
        'csv',
      );

    expect(csv.startsWith('\uFEFFcustomerId,')).toBe(true);
    const [row] = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      customerId: pk,
      'profile.name': 'አበበ',
      'profile.city': 'Adama, "East"',
      consents: '{"a":1}',
    });
  });

  it('of CSV never begin a cell like a formula', () => {
    const dangerous = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string())
      .map((both) => both.join(''));
    fc.assert(
      fc.property(dangerous, (name) => {
        const [row = []] = parse(linesOf([{ identifier: name }], 'identities', 'csv')) as string[][];

        expect(row[0]).toBe(`'${name}`);
      }),
    );
  });
});

describe('pieces', () => {
  it('cover every segment of every table that is asked for', () => {
    const run = {
      exportId: 'exp_01JD0000000000000000000000',
      what: 'everything' as const,
      format: 'csv' as const,
    };
    const pieces = piecesOf(run);

    expect(new Set(pieces.map(({ content }) => content))).toEqual(new Set(contentsOf('everything')));
    for (const { content, total } of pieces) {
      const segments = pieces.filter((piece) => piece.content === content).map(({ segment }) => segment);
      expect(segments).toEqual(Array.from({ length: total }, (_, segment) => segment));
    }
    expect(contentsOf('customers')).toEqual(['customers']);
  });
});
