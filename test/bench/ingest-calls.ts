// Calls as real clients send them, for measuring: an order of a server, a page view of analytics.js.
const uuid = (who: number, which: number): string =>
  `${String(who).padStart(8, '0')}-4c1d-4b6f-9a3e-${String(which).padStart(12, '0')}`;

export const anOrderCall = (who: number, which: number) => ({
  type: 'track',
  event: 'Order Completed',
  userId: `customer-${who}`,
  anonymousId: uuid(who, 0),
  messageId: `node-next-1791190800000-${uuid(who, which)}`,
  timestamp: new Date(Date.parse('2026-10-01T09:00:00Z') + which * 3_600_000).toISOString(),
  integrations: {},
  context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
  properties: {
    order_id: `A-${who}-${which}`,
    total: 1_250.5,
    currency: 'ETB',
    products: [
      {
        product_id: 'p-1',
        sku: 'YRG-250',
        name: 'Yirgacheffe 250 g',
        category: 'Coffee',
        price: 500,
        quantity: 1,
      },
      {
        product_id: 'p-2',
        sku: 'SDM-250',
        name: 'Sidama 250 g',
        category: 'Coffee',
        price: 450.5,
        quantity: 1,
      },
      { product_id: 'p-3', sku: 'JBN-1', name: 'Jebena', category: 'Pottery', price: 300, quantity: 1 },
    ],
  },
});

export const aPageCall = (who: number, which: number) => ({
  type: 'page',
  name: 'Product',
  userId: `customer-${who}`,
  anonymousId: uuid(who, 0),
  messageId: `ajs-next-1791190800000-${uuid(who, which)}`,
  timestamp: new Date(Date.parse('2026-10-01T09:00:00Z') + which * 60_000).toISOString(),
  integrations: { 'Segment.io': true },
  properties: {
    path: '/coffee/yirgacheffe-250',
    referrer: 'https://www.google.com/',
    search: '?utm_source=newsletter&utm_medium=email&utm_campaign=october',
    title: 'Yirgacheffe 250 g - Shemma Coffee',
    url: 'https://shop.example.com/coffee/yirgacheffe-250?utm_source=newsletter&utm_medium=email',
  },
  context: {
    page: {
      path: '/coffee/yirgacheffe-250',
      referrer: 'https://www.google.com/',
      search: '?utm_source=newsletter&utm_medium=email&utm_campaign=october',
      title: 'Yirgacheffe 250 g - Shemma Coffee',
      url: 'https://shop.example.com/coffee/yirgacheffe-250?utm_source=newsletter&utm_medium=email',
    },
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    locale: 'am-ET',
    timezone: 'Africa/Addis_Ababa',
    campaign: { source: 'newsletter', medium: 'email', name: 'october' },
    library: { name: 'analytics.js', version: 'next-1.84.3' },
  },
});
