// Arbitrary purchases and refunds, few enough ids and hours that repetitions, ties and late ones are common.
import fc from 'fast-check';
import type { OrderSpec } from './log-world.ts';

const small = fc.integer({ min: 0, max: 9 });

export const orderSpec = (): fc.Arbitrary<OrderSpec> =>
  fc
    .record({
      id: small.map((n) => `m${n}`),
      kind: fc.constantFrom('purchase' as const, 'purchase' as const, 'purchase' as const, 'refund' as const),
      hour: fc.integer({ min: 0, max: 400 }),
      orderId: fc.option(
        fc.integer({ min: 0, max: 5 }).map((n) => `A-${n}`),
        { nil: undefined },
      ),
      amount: fc.integer({ min: 0, max: 5_000 }),
      currency: fc.constantFrom('ETB', 'ETB', 'ETB', 'USD'),
      isWhole: fc.boolean(),
    })
    .map(({ isWhole, ...spec }) =>
      isWhole && spec.kind === 'refund' ? { ...spec, amount: 0, isWhole } : spec,
    );

/** Specs with unique keys are not guaranteed: two may be the same entry with other content, as a changed one is. */
export const orderSpecs = (): fc.Arbitrary<OrderSpec[]> =>
  fc.uniqueArray(orderSpec(), { maxLength: 12, selector: ({ kind, hour, id }) => `${kind}${hour}${id}` });
