// The plan that holds until the owner puts one (version 0): Segment's ecommerce events (v2), the signals and consents that
// the churn score and the mails go by, and what a person is. https://segment.com/docs/connections/spec/ecommerce/v2/
//
// Useful, not strict: it asks for what is counted or searched, and for the right type of the rest. `null` is "not known".
import { Channel } from '../../customers/schema.ts';
import type { PlannedEvent, TrackingPlan } from './plan-schema.ts';

type Schema = Record<string, unknown>;
type Properties = Record<string, Schema>;

const text: Schema = { type: ['string', 'null'] };
const id: Schema = { type: ['string', 'number', 'null'], maxLength: 255 };
const sum: Schema = { type: ['number', 'string', 'null'], pattern: '^\\s?-?\\d+(\\.\\d+)?\\s?$' };
const count: Schema = { type: ['number', 'string', 'null'], pattern: '^\\s?\\d+(\\.\\d+)?\\s?$', minimum: 0 };

const object = (properties: Properties, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});
/** One of several spellings must be there; the first is the one that is told of. */
const oneOf = (...names: string[]): Schema => ({ anyOf: names.map((name) => ({ required: [name] })) });

const product: Properties = {
  product_id: id,
  productId: id,
  sku: id,
  name: text,
  brand: text,
  category: text,
  variant: text,
  price: sum,
  quantity: count,
};
const products: Schema = {
  type: ['array', 'null'],
  items: object(product, oneOf('product_id', 'productId', 'sku', 'name')),
};
const order: Properties = {
  order_id: id,
  orderId: id,
  total: sum,
  revenue: sum,
  subtotal: sum,
  shipping: sum,
  tax: sum,
  discount: sum,
  currency: text,
  coupon: text,
  products,
};
const browsing: Properties = {
  ...product,
  products,
  currency: text,
  category: text,
  list_id: id,
  cart_id: id,
};
const ticket: Properties = {
  ticketId: id,
  ticket_id: id,
  caseId: id,
  case_id: id,
  complaintId: id,
  complaint_id: id,
};
const rating: Properties = { rating: count, score: count, outOf: count, out_of: count, scale: count };
const consent: Properties = {
  channel: { enum: Channel.options },
  purpose: text,
  source: { type: 'string' },
  wordingVersion: text,
};

const identify: PlannedEvent = {
  name: 'identify',
  description: 'Who a customer is. Phone, e-mail, language, country and time zone are also tried as such.',
  schema: object({
    name: text,
    firstName: text,
    lastName: text,
    email: text,
    phone: { type: ['string', 'number', 'null'] },
    language: text,
    locale: text,
    timezone: text,
    country: text,
    city: text,
    address: { type: ['object', 'string', 'null'] },
  }),
};

const event = (name: string, properties: Properties, description?: string, more?: Schema): PlannedEvent => ({
  name,
  ...(description && { description }),
  schema: object(properties, more),
});

const orders = [
  event(
    'Order Completed',
    order,
    'A purchase. Its value is `total`, else `revenue`, else the sum of its products.',
    oneOf('total', 'revenue', 'products'),
  ),
  event('Order Refunded', order, 'Money given back; without an amount the whole order.'),
  ...['Order Updated', 'Order Cancelled'].map((name) =>
    event(name, order, undefined, oneOf('order_id', 'orderId')),
  ),
  event('Test Order Completed', order, 'An order of a shop system’s test mode: kept, not counted.'),
  event('Payment Failed', order),
];

const browsed = [
  'Products Searched',
  'Product List Viewed',
  'Product List Filtered',
  'Promotion Viewed',
  'Promotion Clicked',
  'Product Clicked',
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Cart Viewed',
  'Checkout Started',
  'Checkout Step Viewed',
  'Checkout Step Completed',
  'Payment Info Entered',
  'Coupon Entered',
  'Coupon Applied',
  'Coupon Denied',
  'Coupon Removed',
  'Product Added to Wishlist',
  'Product Removed from Wishlist',
  'Wishlist Product Added to Cart',
  'Product Shared',
  'Cart Shared',
].map((name) => event(name, browsing));

const tickets = [
  'Ticket Created',
  'Ticket Opened',
  'Ticket Reopened',
  'Complaint Opened',
  'Case Opened',
  'Ticket Resolved',
  'Ticket Closed',
  'Complaint Resolved',
  'Complaint Closed',
  'Case Closed',
].map((name) => event(name, ticket));

const ratings = [
  event('Product Reviewed', { ...product, ...rating }, 'Stars, out of 5 where nothing else is said.'),
  event('Rating Given', rating, 'Stars, out of 5 where nothing else is said.'),
  event('Survey Answered', rating, 'A score and its scale.'),
];

const consents = ['Consent Given', 'Consent Withdrawn', 'Consent Requested'].map((name) =>
  event(name, consent, undefined, { required: ['channel', 'source'] }),
);

export const standardPlan: TrackingPlan = {
  version: 0,
  createdAt: null,
  createdBy: null,
  unplanned: 'allow',
  events: [
    identify,
    ...orders,
    ...browsed,
    ...tickets,
    ...ratings,
    ...consents,
    event('Message Received', {}, 'A customer wrote to us.'),
  ],
  eventCount: 0,
  changes: { added: [], changed: [], removed: [] },
};
standardPlan.eventCount = standardPlan.events.length;
