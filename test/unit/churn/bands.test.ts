import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandOf, lostChance, type Standing } from '../../../shared/churn/bands.ts';
import { Band } from '../../../shared/churn/schema.ts';
import { BandThresholds, defaultSettings } from '../../../shared/churn/settings.ts';

const thresholds = defaultSettings.bands;

/** A repeat buyer who has lost this share of their chance to return. */
const aStanding = (lost: number, over: Partial<Standing> = {}): Standing => ({
  repeatDays: 5,
  silentDays: 40,
  risk: 1 - (1 - lost) * 0.8,
  riskWhenFresh: 0.2,
  usualReturnDays: 60,
  ...over,
});

const standings = fc.record({
  repeatDays: fc.integer({ min: 0, max: 3 }),
  silentDays: fc.integer({ min: 0, max: 200 }),
  risk: fc.double({ min: 0, max: 1, noNaN: true }),
  riskWhenFresh: fc.double({ min: 0, max: 1, noNaN: true }),
  usualReturnDays: fc.integer({ min: 1, max: 100 }),
});
const bands = fc.option(fc.constantFrom(...Band.options), { nil: undefined });

describe('the lost chance', () => {
  test('is nothing on the day of a purchase and all when no purchase is to be expected', () => {
    expect(lostChance({ risk: 0.7, riskWhenFresh: 0.7 })).toBe(0);
    expect(lostChance({ risk: 1, riskWhenFresh: 0.7 })).toBe(1);
  });

  test('holds a rare buyer against their own rhythm: the same risk means less', () => {
    const daily = lostChance({ risk: 0.8, riskWhenFresh: 0.01 });
    const yearly = lostChance({ risk: 0.8, riskWhenFresh: 0.78 });

    expect(daily).toBeGreaterThan(0.75);
    expect(yearly).toBeLessThan(0.1);
  });

  test('is nothing while a purchase that is due makes a return likelier than on the day of the last one', () => {
    expect(lostChance({ risk: 0.1, riskWhenFresh: 0.2 })).toBe(0);
  });

  test('is a share, and never above the risk', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const lost = lostChance(standing);
        expect(lost).toBeGreaterThanOrEqual(0);
        if (standing.riskWhenFresh < 1) expect(lost).toBeLessThanOrEqual(standing.risk + 1e-12);
      }),
    );
  });
});

describe('the band', () => {
  test.each([
    [0.1, 'safe'],
    [0.3, 'watch'],
    [0.6, 'at-risk'],
    [0.95, 'lapsed'],
  ] as const)('of somebody who lost %d of the chance is %s', (lost, band) => {
    expect(bandOf(aStanding(lost), undefined, thresholds)).toBe(band);
  });

  test('of a first-time buyer is new while others would still be coming back, whatever the risk', () => {
    const young = aStanding(0.9, { repeatDays: 0, silentDays: 60 });

    expect(bandOf(young, undefined, thresholds)).toBe('new');
    expect(bandOf({ ...young, silentDays: 61 }, 'new', thresholds)).toBe('lapsed');
  });

  test('does not get better within the margin below its threshold', () => {
    expect(bandOf(aStanding(0.37), 'at-risk', thresholds)).toBe('at-risk');
    expect(bandOf(aStanding(0.34), 'at-risk', thresholds)).toBe('watch');
    expect(bandOf(aStanding(0.37), 'watch', thresholds)).toBe('watch');
  });

  test('gets worse at the threshold at once', () => {
    expect(bandOf(aStanding(0.4), 'safe', thresholds)).toBe('at-risk');
  });

  test('is at most watch while a return is likelier than not', () => {
    const daily = { ...aStanding(0.45), risk: 0.45, riskWhenFresh: 0 };

    expect(bandOf(daily, undefined, thresholds)).toBe('watch');
    expect(bandOf({ ...daily, risk: 0.5 }, undefined, thresholds)).toBe('at-risk');
  });

  test('is safe again after a purchase, wherever the customer came from', () => {
    for (const previous of Band.options) {
      expect(bandOf(aStanding(0, { silentDays: 0 }), previous, thresholds)).toBe('safe');
    }
  });

  test('stays when decided again on the same day', () => {
    fc.assert(
      fc.property(standings, bands, (standing, previous) => {
        const band = bandOf(standing, previous, thresholds);
        expect(bandOf(standing, band, thresholds)).toBe(band);
      }),
    );
  });

  test('never improves when the risk rises', () => {
    const order = ['new', 'safe', 'watch', 'at-risk', 'lapsed'];
    fc.assert(
      fc.property(standings, bands, fc.double({ min: 0, max: 1, noNaN: true }), (standing, previous, up) => {
        const worse = { ...standing, risk: standing.risk + (1 - standing.risk) * up };
        const [now, then] = [bandOf(standing, previous, thresholds), bandOf(worse, previous, thresholds)];
        expect(order.indexOf(then)).toBeGreaterThanOrEqual(order.indexOf(now));
      }),
    );
  });
});

test('thresholds must rise', () => {
  expect(BandThresholds.safeParse({ watch: 0.6, atRisk: 0.5 }).success).toBe(false);
});
