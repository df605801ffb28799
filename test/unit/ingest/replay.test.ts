import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, openEnvelope, type Rules } from '../../../shared/ingest/accept.ts';
import { rejectedItem, rejectedKey } from '../../../shared/ingest/entries.ts';
import { envelopeOf, eventOf, RejectedId, RejectedRow, shownRow } from '../../../shared/ingest/rejected.ts';
import { type ReplayParts, replayAll } from '../../../shared/ingest/replay.ts';
import type { IngestStore } from '../../../shared/ingest/store.ts';
import { withPlan } from '../../support/plans.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const strict: Rules = { keyKind: 'server', currency: 'ETB', country: 'ET', kinds: ['signal'] };
const open: Rules = { keyKind: 'server', currency: 'ETB', country: 'ET' };

const event = fc.oneof(
  fc.anything(),
  fc.record(
    {
      type: fc.oneof(fc.constantFrom('track', 'identify', 'page', 'alias', 'group'), fc.string()),
      userId: fc.oneof(fc.string(), fc.integer()),
      event: fc.constantFrom('Seen', 'Order Completed', 'Consent Given'),
      messageId: fc.string(),
      timestamp: fc.oneof(fc.constantFrom('2026-10-01T00:00:00Z', 'yesterday'), fc.string()),
      properties: fc.dictionary(fc.constantFrom('total', 'channel', 'currency'), fc.jsonValue()),
      context: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);

/** Rows as they are stored of a request, whatever it carries. */
function rowsOf(events: readonly unknown[], context: unknown): RejectedRow[] {
  const sent: unknown = JSON.parse(
    JSON.stringify({ batch: events, context, sentAt: '2026-10-05T09:00:00Z' }),
  );
  const opened = openEnvelope(sent, 'batch', NOW);
  return (opened?.events ?? []).flatMap((one, index) => {
    const verdict = judge(
      one,
      opened?.envelope ?? { context: {}, sentAt: undefined, receivedAt: NOW },
      strict,
    );
    if (!('rejected' in verdict)) return [];
    const from = { source: 'key_1', receivedAt: NOW, index, envelope: opened?.envelope };
    return [RejectedRow.parse({ ...rejectedItem(verdict.rejected, from), key: 'key_1' })];
  });
}

describe('a rejected event', () => {
  it('is found by its id alone, which says when it came', () => {
    void fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (at) => {
        const from = { source: 's', receivedAt: at.getTime(), index: 0 };
        const { id, pk, sk } = rejectedItem({ reasons: [], text: '{}' }, from);

        expect(RejectedId.parse(id)).toBe(id);
        expect(rejectedKey(id)).toEqual({ pk, sk });
        expect(pk).toBe(`rejected#${at.toISOString().slice(0, 10)}`);
      }),
    );
  });

  it('keeps what it was sent with, so that judging it again is judging the same', () => {
    void fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), fc.jsonValue(), (events, context) => {
        const sent: unknown = JSON.parse(JSON.stringify({ batch: events, context }));
        const opened = openEnvelope(sent, 'batch', NOW);
        for (const row of rowsOf(events, context)) {
          const original = opened?.events.find((one) => JSON.stringify(one) === shownRow(row).body);
          const again = judge(eventOf(row), envelopeOf(row), open);
          const first = judge(
            original,
            { ...envelopeOf(row), ...(opened && { context: opened.envelope.context }) },
            open,
          );

          expect(again).toEqual(first);
        }
      }),
    );
  });
});

describe('replaying many', () => {
  it('stores every event that is valid now, whatever stands beside it, and loses none of the others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), fc.jsonValue(), async (events, context) => {
        const rows = rowsOf(events, context);
        const left = new Map(rows.map((row) => [row.id, row]));
        let saved = 0;
        const parts: ReplayParts = {
          store: {
            firstSeen: async () => NOW,
            save: async (entries: readonly unknown[]) => {
              saved += entries.length;
            },
          } as unknown as IngestStore,
          ...withPlan,
          resolve: async (claims) => claims.map((_, index) => `cus_${index}`),
          rejected: {
            remove: async (id) => {
              left.delete(id);
            },
            mark: async () => {},
          },
          rulesOf: async () => open,
          redeliver: async () => {},
        };
        const valid = rows.filter((row) => 'accepted' in judge(eventOf(row), envelopeOf(row), open));

        const tally = await replayAll(rows, parts, NOW);

        expect(tally.accepted).toBe(valid.length);
        expect(saved).toBe(valid.length);
        expect(tally.accepted + tally.rejected + tally.cut).toBe(rows.length);
        expect(left.size).toBe(rows.length - valid.length);
      }),
    );
  });

  it('does not call a webhook sent that its queue did not take', async () => {
    const [row] = rowsOf([{ type: 'track', event: 'Seen', userId: 'u' }], {});
    const marks = new Map<string, number | undefined>();
    const parts = {
      rejected: {
        remove: async () => {},
        mark: async (id: string, at: number | undefined) => void marks.set(id, at),
      },
      redeliver: async () => {
        throw new Error('down');
      },
    } as unknown as ReplayParts;

    await expect(replayAll(row ? [{ ...row, delivery: {} }] : [], parts, NOW)).rejects.toThrow('down');

    expect([...marks]).toEqual([[row?.id, undefined]]);
  });

  it('leaves the row when the store fails', async () => {
    const [row] = rowsOf([{ type: 'track', event: 'Seen', userId: 'u' }], {});
    const removed: string[] = [];
    const parts: ReplayParts = {
      store: { firstSeen: async () => NOW } as unknown as IngestStore,
      ...withPlan,
      resolve: async () => {
        throw new Error('down');
      },
      rejected: {
        remove: async (id) => {
          removed.push(id);
        },
        mark: async () => {},
      },
      rulesOf: async () => open,
      redeliver: async () => {},
    };

    await expect(replayAll(row ? [row] : [], parts, NOW)).rejects.toThrow('down');
    expect(removed).toEqual([]);
  });
});
