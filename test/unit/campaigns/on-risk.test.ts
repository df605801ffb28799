import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retentionMessage, startsRetention } from '../../../shared/campaigns/on-risk.ts';
import { Message, messageSortKey } from '../../../shared/campaigns/schema.ts';
import { hopSeconds, MAX_DELAY_SECONDS } from '../../../shared/campaigns/send-queue.ts';
import { spreadSeconds } from '../../../shared/campaigns/spread.ts';
import { Band } from '../../../shared/churn/schema.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { aCustomerId } from '../../support/factories.ts';

const risk = {
  customerId: aCustomerId(),
  from: 'watch',
  to: 'at-risk',
  asOf: 20_000,
  valueAtRisk: 1,
} as const;
const AT = '2026-10-05T00:10:00.000Z';

describe('a retention mail', () => {
  it('is started by turning at-risk, from anywhere but lapsed, and by nothing else', () => {
    const starting = Band.options.flatMap((from) =>
      Band.options.filter((to) => startsRetention({ from, to })).map((to) => `${from} -> ${to}`),
    );

    expect(starting).toEqual(['new -> at-risk', 'safe -> at-risk', 'watch -> at-risk', 'at-risk -> at-risk']);
  });

  it('is one per episode: the same episode makes the same message, the next another', () => {
    const episode = dayOfDate('2026-09-04');
    const message = retentionMessage({ ...risk, episode }, AT);
    const again = retentionMessage({ ...risk, episode, from: 'safe', asOf: 20_001 }, AT);
    const next = retentionMessage({ ...risk, episode: episode + 40 }, AT);

    expect(Message.parse(message).sk).toBe('message#2026-09-04#retention');
    expect(again.sk).toBe(message.sk);
    expect(next.sk).not.toBe(message.sk);
  });

  it('has an id that names its key, and that SES takes for a tag', () => {
    const { id, sk } = retentionMessage({ ...risk, episode: 20_000 }, AT);

    expect(messageSortKey(id)).toBe(sk);
    expect(id).toMatch(/^[\w-]{1,256}$/);
    expect(messageSortKey('2026-09-04#retention')).toBeUndefined();
  });
});

describe('a message that waits', () => {
  it('gets to its time in hops that SQS can delay, never late by a hop and never for ever', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14 * 86_400_000 }), (wait) => {
        let now = 0;
        let hops = 0;
        for (; now < wait; hops += 1) {
          const seconds = hopSeconds(wait, now);
          expect(seconds).toBeGreaterThan(0);
          expect(seconds).toBeLessThanOrEqual(MAX_DELAY_SECONDS);
          now += seconds * 1_000;
        }
        expect(now - wait).toBeLessThan(1_000);
        expect(hops).toBeLessThanOrEqual(Math.ceil(wait / 900_000));
      }),
    );
  });

  it('leaves with others spread over a quarter of an hour, always at the same place', () => {
    const places = Array.from({ length: 1_000 }, (_, n) => spreadSeconds(aCustomerId(n)));

    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThan(900);
    expect(new Set(places.map((seconds) => Math.floor(seconds / 60))).size).toBe(15);
    expect(spreadSeconds(aCustomerId(7))).toBe(places[7]);
  });
});
