import { describe, expect, test } from 'vitest';
import { RiskChanged } from '../../../shared/churn/events.ts';
import { riskChange } from '../../../shared/churn/publications.ts';
import { aCustomer, aScore } from '../../support/factories.ts';

const at = '2026-10-06T00:00:00.000Z';
const before = aCustomer({ score: aScore({ band: 'watch' }) });
const after = aCustomer({ score: aScore({ band: 'at-risk' }) });

describe('a band change', () => {
  test('is told with ids and facts, and nothing about the person', () => {
    const entry = riskChange({ before, after }, at);

    expect(entry?.name).toBe(RiskChanged.name);
    expect(entry?.envelope.data).toEqual({
      customerId: after.pk,
      from: 'watch',
      to: 'at-risk',
      episode: after.stats?.lastDay,
      asOf: after.score?.asOf,
      valueAtRisk: after.score?.valueAtRisk,
    });
  });

  test('read twice is the same event; another change is another one', () => {
    const id = (band: 'at-risk' | 'lapsed', asOf = 20_000) =>
      riskChange({ before, after: aCustomer({ score: aScore({ band, asOf }) }) }, at)?.envelope.id;

    expect(id('at-risk')).toBe(id('at-risk'));
    expect(new Set([id('at-risk'), id('lapsed'), id('at-risk', 20_001)]).size).toBe(3);
  });

  test.each([
    ['a first score', { before: aCustomer({ score: undefined }), after }],
    ['a score that stays in its band', { before: after, after: aCustomer({ score: aScore({ risk: 0.7 }) }) }],
    ['a score that went away', { before, after: aCustomer({ score: undefined }) }],
    ['a customer who went away', { before, after: undefined }],
    ['a new customer', { before: undefined, after }],
  ])('is not %s', (_, images) => {
    expect(riskChange(images, at)).toBeUndefined();
  });
});
