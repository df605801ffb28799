// Single customers at the limits, against values computed with 60 digits; and the numbers printed in the papers.

import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../../../shared/churn/models/bg-nbd.ts';
import type { DropoutParams } from '../../../../shared/churn/models/dropout-likelihood.ts';
import {
  alive,
  historyLogLikelihood,
  noPurchase,
  purchases,
} from '../../../../shared/churn/models/dropout-predictions.ts';
import { groupHistories } from '../../../../shared/churn/models/histories.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../../../shared/churn/models/mbg-nbd.ts';
import { paretoNbd } from '../../../../shared/churn/models/pareto-nbd.ts';
import { cdnow, grouped, reference } from './reference.ts';

interface EdgeCase {
  readonly params: DropoutParams;
  readonly k: number;
  readonly dropout_at_zero: 0 | 1;
  readonly x: number;
  readonly tx: number;
  readonly T: number;
  readonly litt: number;
  readonly t: number;
  readonly ll: number;
  readonly p_alive: number;
  readonly expected: number;
  readonly p_no_purchase: number;
}

const { cases } = reference<{ cases: EdgeCase[] }>('public_edge_cases');
const close = (value: number, truth: number, floor = 1e-300) =>
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(1e-10 * Math.abs(truth) + floor);

describe.each(cases)('k $k, m $dropout_at_zero, x $x, tx $tx, T $T', (given) => {
  const model = { ...given.params, k: given.k, m: given.dropout_at_zero };

  test('ln L', () => close(historyLogLikelihood(model, given), given.ll, 1e-14));
  test('P(alive)', () => close(alive(model, given).alive, given.p_alive));
  test('expected purchases', () => close(purchases(model, given, given.t), given.expected));
  test('P(no purchase)', () => close(noPurchase(model, given, given.t), given.p_no_purchase));
});

describe('grouped and single likelihoods agree', () => {
  test.each(cases.filter(({ dropout_at_zero }) => dropout_at_zero === 1))('k $k, x $x, T $T', (given) => {
    const grouped = mbgCnbdK.logLikelihood({ ...given.params, k: given.k }, groupHistories([given]));

    expect(Math.abs(grouped - given.ll)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(given.ll)));
  });
});

interface Published {
  readonly cdnow_sample: Record<string, Record<string, number>>;
}

describe('printed values', () => {
  const groups = grouped(cdnow());
  const printed = Object.entries(reference<Published>('public_published').cdnow_sample);
  const find = (name: string) => printed.find(([key]) => key.startsWith(name))?.[1] ?? {};

  test.each([
    ['bgnbd', bgNbd, 3, 1],
    ['mbgnbd', mbgNbd, 3, 2],
    ['pareto_nbd', paretoNbd, 3, 1],
  ] as const)('%s on the CDNOW sample', (name, model, digits, llDigits) => {
    const { ll = 0, ...params } = find(name);
    const fit = model.fit(groups, { prior: 'none' });

    expect(Math.abs(fit.logLikelihood - ll)).toBeLessThanOrEqual(0.5 * 10 ** -llDigits + 1e-9);
    for (const [param, value] of Object.entries(params)) {
      const own = (fit.params as unknown as Record<string, number>)[param] ?? Number.NaN;
      expect(Math.abs(own - value)).toBeLessThanOrEqual(0.6 * 10 ** -digits * Math.max(1, value));
    }
  });

  test('the worked example of the BG/NBD paper', () => {
    const params = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    expect(bgNbd.expectedPurchases(params, { x: 2, tx: 30.43, T: 38.86 }, 39)).toBeCloseTo(1.226, 3);
  });
});
