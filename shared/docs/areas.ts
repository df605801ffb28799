// Every route table of the API, in the order the documentation shows them.
import { campaignRoutes, confirmRoutes } from '../campaigns/routes.ts';
import { churnRoutes } from '../churn/routes.ts';
import { customersRoutes, duplicateRoutes, mergeRoutes } from '../customers/routes.ts';
import { exportRoutes } from '../exports/routes.ts';
import { hooksAdminRoutes, hooksRoutes } from '../hooks/routes.ts';
import { importRoutes } from '../imports/routes.ts';
import { ingestAdminRoutes, ingestRoutes } from '../ingest/routes.ts';
import { metricsRoutes } from '../metrics/routes.ts';
import type { Routes } from '../platform/routes.ts';
import { planRoutes, qualityReportRoutes } from '../quality/routes.ts';
import { docsRoutes } from './routes.ts';

export interface Area {
  name: string;
  title: string;
  description: string;
  routes: Routes;
}

export const areas: readonly Area[] = [
  {
    name: 'ingest',
    title: 'Data in',
    description:
      'The HTTP shape of Segment’s tracking API: any of its clients works with a write key and this host. ' +
      '`Order Completed` and `Order Refunded` are counted; every other event is kept in the customer’s history.',
    routes: ingestRoutes,
  },
  {
    name: 'customers',
    title: 'Customers',
    description: 'Find a customer, read what is known about them, record their consent.',
    routes: customersRoutes,
  },
  {
    name: 'merge',
    title: 'Two customers who are one',
    description:
      'Find customers who may be one person, unite what is known under both ids, and undo it within 30 days.',
    routes: { ...duplicateRoutes, ...mergeRoutes },
  },
  {
    name: 'churn',
    title: 'Who may leave',
    description:
      'Who is slipping away, why, what it is worth and what to do; the model behind it and its proof.',
    routes: churnRoutes,
  },
  {
    name: 'metrics',
    title: 'Metrics',
    description: 'The numbers of the business, each with its definition beside it.',
    routes: metricsRoutes,
  },
  {
    name: 'quality',
    title: 'Data quality',
    description:
      'How good the data is, what every source brings and whether it has fallen silent, and what to do about it.',
    routes: qualityReportRoutes,
  },
  {
    name: 'tracking-plan',
    title: 'Tracking plan',
    description:
      'Which events there are and what each must carry. Events that are not as planned are taken in, marked and counted.',
    routes: planRoutes,
  },
  {
    name: 'ingest-admin',
    title: 'Write keys and rejected events',
    description: 'For owners: who may send events, and what was sent that could not be used.',
    routes: ingestAdminRoutes,
  },
  {
    name: 'hooks',
    title: 'Webhooks',
    description:
      'Orders, payments, messages and tickets from Shopify, WooCommerce, Stripe, Telegram, Zendesk, Chatwoot, Facebook, ' +
      'Chapa and every sender of Standard Webhooks. They become the same events that a shop sends itself, and an order ' +
      'that both tell of counts once when both give it the same order id.',
    routes: hooksRoutes,
  },
  {
    name: 'hooks-admin',
    title: 'Webhook endpoints',
    description: 'Where other systems send to, and the secrets that they sign with.',
    routes: hooksAdminRoutes,
  },
  {
    name: 'imports',
    title: 'Imports',
    description:
      'Customers and purchases from CSV and Excel files, with headers in English or Amharic and dates of either calendar. ' +
      'Announce the file, put it to the link, try it, take it in.',
    routes: importRoutes,
  },
  {
    name: 'exports',
    title: 'Exports',
    description: 'Everything the business has, as JSON Lines or CSV.',
    routes: exportRoutes,
  },
  {
    name: 'campaigns',
    title: 'Confirming and unsubscribing',
    description: 'What the links in our mails lead to. Opening the page changes nothing; the button does.',
    routes: { ...confirmRoutes, ...campaignRoutes },
  },
  {
    name: 'docs',
    title: 'This documentation',
    description: 'For people and for tools.',
    routes: docsRoutes,
  },
];
