import { describe, expect, it } from 'vitest';
import { correctedTime, instantOf } from '../../../shared/ingest/times.ts';

const utc = (text: string) => Date.parse(text);
const MINUTE = 60_000;

describe('instantOf', () => {
  it.each([
    ['2026-03-02T09:15:00Z', '2026-03-02T09:15:00Z'],
    ['2026-03-02T12:15:00+03:00', '2026-03-02T09:15:00Z'],
    ['2026-03-02T12:15:00.123456+0300', '2026-03-02T09:15:00.123Z'],
    ['2026-03-02 09:15:00z', '2026-03-02T09:15:00Z'],
    ['2026-03-02T09:15Z', '2026-03-02T09:15:00Z'],
  ])('reads %s', (text, same) => {
    expect(instantOf(text)).toBe(utc(same));
  });

  it.each([
    '2026-03-02T09:15:00',
    '2026-03-02',
    '2026-02-30T09:15:00Z',
    '2026-03-02T25:00:00Z',
    'yesterday',
    '',
    '1772442900',
  ])('refuses %j: no zone, or no such time', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });
});

describe('correctedTime', () => {
  const receivedAt = utc('2026-03-02T09:00:00Z');

  it.each([
    [
      'takes the time as it is without a client clock',
      { raw: receivedAt - MINUTE, sentAt: undefined },
      -MINUTE,
    ],
    [
      'takes small differences for a slow network',
      { raw: receivedAt - 4 * MINUTE, sentAt: receivedAt - 4 * MINUTE },
      -4 * MINUTE,
    ],
    [
      'moves a clock that is an hour slow',
      { raw: receivedAt - 61 * MINUTE, sentAt: receivedAt - 60 * MINUTE },
      -MINUTE,
    ],
    [
      'moves a clock that is a year fast',
      { raw: receivedAt + 525_599 * MINUTE, sentAt: receivedAt + 525_600 * MINUTE },
      -MINUTE,
    ],
    [
      'leaves imports of old events alone',
      { raw: receivedAt - 525_600 * MINUTE, sentAt: receivedAt },
      -525_600 * MINUTE,
    ],
    [
      'does not believe a client clock that makes it older than any business',
      { raw: receivedAt - MINUTE, sentAt: utc('9999-12-31T23:59:59Z') },
      -MINUTE,
    ],
    ['never lies in the future', { raw: receivedAt + 600 * MINUTE, sentAt: undefined }, 0],
  ])('%s', (_title, times, offset) => {
    expect(correctedTime({ ...times, receivedAt }) - receivedAt).toBe(offset);
  });
});
