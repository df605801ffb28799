// What the API shows of two customers who may be one person.
import * as z from 'zod';
import { DateAnswer, PageQuery, pageOf } from '../platform/answers.ts';
import { PairId } from '../quality/duplicates/pair-id.ts';
import { Confidence, Evidence } from '../quality/schema.ts';
import { CustomerId } from './schema.ts';

const Twin = z
  .object({
    id: CustomerId,
    externalId: z.string().nullable(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    createdAt: z.iso.datetime(),
    orders: z.int().min(0),
    lastPurchaseOn: DateAnswer.nullable(),
  })
  .meta({ id: 'PossibleTwin' });
export type Twin = z.infer<typeof Twin>;

export const DuplicateView = z
  .object({
    id: PairId.meta({ description: 'The same every night.' }),
    one: Twin,
    other: Twin,
    evidence: z
      .array(z.object({ code: Evidence, en: z.string(), am: z.string() }))
      .meta({ description: 'What agrees now; the values are in `one` and `other`.' }),
    confidence: Confidence.meta({
      description:
        '`strong`: phone or e-mail and the whole name, or phone and e-mail. `likely`: phone or e-mail. `possible`: phone ' +
        'or e-mail but different names (families share a phone), or a rare name alone.',
    }),
    stays: CustomerId.meta({ description: 'Who would stay if they were merged.' }),
    conflict: z.string().nullable().meta({
      description:
        'Why a merge would be refused as things stand; null: it would not. Two ids of your own are no obstacle with `anyway`.',
    }),
  })
  .meta({ id: 'PossibleDuplicate' });
export type DuplicateView = z.infer<typeof DuplicateView>;

export const DuplicatesQuery = PageQuery.extend({
  confidence: Confidence.optional().meta({ description: 'Only these. Default: all, the surest first.' }),
});
export type DuplicatesQuery = z.output<typeof DuplicatesQuery>;

const twin = {
  id: 'cus_01JMVT5KQ8X2Y7ZB4D6F9GHWRN',
  externalId: 'c-1042',
  name: 'ሰላም ከበደ',
  phone: '+251911234567',
  email: 'selam@example.com',
  createdAt: '2026-01-06T07:40:12.000Z',
  orders: 6,
  lastPurchaseOn: '2026-02-28',
};

export const DuplicatesPage = pageOf('PossibleDuplicates', DuplicateView)
  .extend({
    asOf: DateAnswer.nullable().meta({
      description: 'The business day whose night looked for them; null before the first.',
    }),
  })
  .meta({
    id: 'PossibleDuplicates',
    examples: [
      {
        data: [
          {
            id: 'dup_01JMVT5KQ8X2Y7ZB4D6F9GHWRN-01JNB3C8D0E2F4G6H8J0K2M4N6',
            one: twin,
            other: {
              ...twin,
              id: 'cus_01JNB3C8D0E2F4G6H8J0K2M4N6',
              externalId: null,
              name: 'Selam Kebede',
              email: null,
              createdAt: '2026-02-11T09:02:44.000Z',
              orders: 1,
              lastPurchaseOn: '2026-02-11',
            },
            evidence: [
              { code: 'same-phone', en: 'The same phone number.', am: 'ስልክ ቁጥራቸው አንድ ነው።' },
              {
                code: 'same-name',
                en: 'The same given and father’s name, in this or another spelling.',
                am: 'የራሳቸውና የአባታቸው ስም አንድ ነው፤ አጻጻፉ ሊለያይ ይችላል።',
              },
            ],
            confidence: 'strong',
            stays: twin.id,
            conflict: null,
          },
        ],
        asOf: '2026-03-30',
        next_cursor: null,
        has_more: false,
      },
    ],
  });
export type DuplicatesPage = z.infer<typeof DuplicatesPage>;

export const DismissedView = z
  .object({
    id: PairId,
    at: z.iso.datetime(),
    by: z.string().meta({ description: 'User id of who said so first.' }),
  })
  .meta({ id: 'DismissedDuplicate' });
