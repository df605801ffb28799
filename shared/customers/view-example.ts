// Examples for the documentation; a test holds them against their schemas.
const id = 'cus_01JMVT5KQ8X2Y7ZB4D6F9GHWRN';
const birr = (amount: number) => ({ amount, currency: 'ETB' });

export const customerExample = {
  id,
  externalId: 'c-1042',
  createdAt: '2026-01-06T07:40:12.000Z',
  updatedAt: '2026-03-30T23:31:05.000Z',
  profile: {
    name: 'ሰላም ከበደ',
    givenName: 'ሰላም',
    fatherName: 'ከበደ',
    email: 'selam@example.com',
    phone: '+251911234567',
    language: 'am',
  },
  consents: [
    {
      channel: 'email',
      purpose: 'marketing',
      status: 'granted',
      source: 'till',
      at: '2026-01-06T07:42:00.000Z',
      wordingVersion: '2026-01',
    },
  ],
  purchases: {
    asOf: '2026-03-31',
    firstPurchaseOn: '2026-01-06',
    lastPurchaseOn: '2026-02-28',
    silentDays: 31,
    tenureDays: 84,
    recencyDays: 53,
    frequency: 4,
    usualIntervalDays: 13,
    monetaryValue: birr(125_050),
    orders: 6,
    averageOrderValue: birr(104_200),
    revenue: birr(625_200),
    refunded: birr(0),
    otherCurrencyOrders: 0,
  },
  score: {
    asOf: '2026-03-30',
    band: 'at-risk',
    since: '2026-03-24',
    previousBand: 'watch',
    horizonDays: 90,
    risk: 0.62,
    probabilityAlive: 0.43,
    expectedPurchases: 1.5,
    expectedSpend: birr(187_000),
    lifetimeValue: birr(640_000),
    lifetimeValueRange: { low: birr(0), high: birr(1_820_000) },
    nextPurchase: {
      probability: 0.47,
      earliest: '2026-04-03',
      likely: '2026-04-21',
      latest: '2026-07-02',
    },
    valueAtRisk: birr(922_800),
    model: 'mdl_01JQK0Z1T3V5X7Y9A2C4E6G8JM',
    tier: 'blended',
    sampleSize: 312,
    reasons: [
      {
        code: 'silence',
        en: 'Usually buys every 13 days; silent for 31.',
        am: 'ብዙ ጊዜ በየ13 ቀኑ ይገዛሉ፤ አሁን ግን ከገዙ 31 ቀን ሆኗቸዋል።',
      },
    ],
    nextStep: {
      en: 'Write to them personally and mention what they usually buy.',
      am: 'ብዙ ጊዜ የሚገዙትን በማንሳት በግል ይጻፉላቸው።',
    },
  },
};

export const foundExample = {
  data: [
    {
      id,
      externalId: 'c-1042',
      matchedBy: 'phone',
      name: 'ሰላም ከበደ',
      email: 'selam@example.com',
      phone: '+251911234567',
      lastPurchaseOn: '2026-02-28',
      band: 'at-risk',
      valueAtRisk: birr(922_800),
    },
  ],
  next_cursor: null,
  has_more: false,
};

export const activityExample = {
  data: [
    {
      id: '2026-02-28_retention',
      kind: 'message',
      name: 'Retention mail',
      at: '2026-03-24T05:00:09.000Z',
      receivedAt: '2026-03-24T05:00:09.000Z',
      source: 'campaigns',
      message: {
        campaign: 'retention',
        state: 'delivered',
        stateAt: '2026-03-24T05:00:14.000Z',
        language: 'am',
      },
    },
    {
      id: 'order-A-77',
      kind: 'purchase',
      name: 'Order Completed',
      at: '2026-02-28T06:15:00.000Z',
      receivedAt: '2026-02-28T06:15:01.000Z',
      source: 'key_01JMVS2B4D6F8H0K2M4P6R8T0V',
      order: {
        orderId: 'A-77',
        amount: birr(125_050),
        products: [{ id: 'p-9', name: 'ቡና 1 ኪሎ', category: 'Coffee', quantity: 1, price: birr(125_050) }],
      },
    },
  ],
  next_cursor: null,
  has_more: false,
};
