import { describe, expect, test } from 'vitest';
import { isWorthWriting } from '../../../shared/churn/changes.ts';
import { guard } from '../../../shared/churn/guard.ts';
import { defaultSettings } from '../../../shared/churn/settings.ts';
import { aScore } from '../../support/factories.ts';

describe('a pass is held', () => {
  const verdict = (bandChanges: number, scoredBefore: number, nights = 1) =>
    guard({ bandChanges, scoredBefore, nights }, defaultSettings);

  test('when more than the set share changes band', () => {
    expect(verdict(150, 1_000).isHeld).toBe(false);
    expect(verdict(151, 1_000)).toMatchObject({ isHeld: true, share: 0.151, limit: 0.15 });
  });

  test('never by a few people, however large a share they are', () => {
    expect(verdict(19, 19).isHeld).toBe(false);
    expect(verdict(20, 20).isHeld).toBe(true);
  });

  test('later after a pause, because more changes are due, but not without end', () => {
    expect(verdict(400, 1_000, 3).isHeld).toBe(false);
    expect(verdict(650, 1_000, 100).isHeld).toBe(true);
  });

  test('never on a first night', () => {
    expect(verdict(0, 0).isHeld).toBe(false);
  });
});

describe('a score is written', () => {
  const was = aScore({ band: 'at-risk', risk: 0.6, valueAtRisk: 100_000 });

  test.each([
    ['the first time', undefined, was, true],
    ['when the band changed', was, aScore({ ...was, band: 'lapsed' }), true],
    ['when the risk moved by a twentieth', was, aScore({ ...was, risk: 0.65 }), true],
    ['not when it moved by less', was, aScore({ ...was, risk: 0.645 }), false],
    ['when the value at risk moved by a fifth', was, aScore({ ...was, valueAtRisk: 80_000 }), true],
    ['not when it moved by less', was, aScore({ ...was, valueAtRisk: 81_000 }), false],
    ['not when nothing of it changed', was, { ...was }, false],
    [
      'not for another day or model alone',
      was,
      aScore({ ...was, asOf: was.asOf + 1, model: 'mdl_b' }),
      false,
    ],
  ] as const)('%s', (_, before, after, isWritten) => {
    expect(isWorthWriting(before, after)).toBe(isWritten);
  });

  test('not for the value of a customer who is on no list', () => {
    const safe = aScore({ band: 'safe', risk: 0.1, valueAtRisk: 100 });

    expect(isWorthWriting(safe, { ...safe, valueAtRisk: 900 })).toBe(false);
  });
});
