// A row of a list of purchases as events: the order, what of it was given back, and who bought.
import { hashOf } from '../platform/ids.ts';
import { readMoney } from '../platform/read-money.ts';
import { moneyOf } from './amounts.ts';
import { aboutPerson, type ImportedEvent, identifyCall } from './customer-rows.ts';
import { readDate, readTime } from './dates.ts';
import type { Row } from './fields.ts';
import { instantAt } from './local-time.ts';
import { saleOf } from './mapping.ts';
import type { WholeOrder } from './notes.ts';
import { personOf, type Reading } from './people.ts';
import type { Findings } from './problems.ts';

/** Noon: whatever becomes of the time zone, the day stays the one in the file. */
const TIME_OF_DAY = '12:00:00';
const HALF_A_DAY = 12 * 3_600_000;

/**
 * `occurrence`: how many equal sales of the file came before; two equal sales are two sales. `whole`: the order that the
 * row stands for, when it has more lines.
 */
export function purchaseEvents(
  row: Row,
  occurrence: number,
  reading: Reading,
  findings: Findings,
  whole?: WholeOrder,
): ImportedEvent[] {
  const person = personOf(row, reading, findings);
  const at = whole ? whole.at : purchaseTime(row, reading, findings);
  const money = whole ?? moneyOf(row, reading, findings);
  if (!person || at === undefined || !money || findings.isRefused) return [];
  const sale = hashOf([saleOf(row), String(occurrence)]);
  const order = row.orderId === undefined ? sale : hashOf(['order', row.orderId]);
  const products = whole?.products ?? [productOf(row, reading)].filter((product) => product !== undefined);
  const call = (event: string, messageId: string, total: number): ImportedEvent => ({
    type: 'track',
    event,
    messageId,
    timestamp: new Date(at).toISOString(),
    ...aboutPerson(person),
    properties: {
      ...(row.orderId !== undefined && { order_id: row.orderId }),
      total,
      currency: money.currency,
      ...(event === 'Order Completed' && products.length > 0 && { products }),
    },
  });
  const events: ImportedEvent[] = [];
  if (Object.keys(person.traits).length > 0) events.push(identifyCall(person, at));
  if (money.amount >= 0) events.push(call('Order Completed', `import-order-${order}`, money.amount));
  else events.push(call('Order Refunded', `import-refund-${sale}`, -money.amount));
  // The column says how much of the order was given back in all, so the newest file has the last word.
  if (money.refunded > 0) events.push(call('Order Refunded', `import-return-${order}`, money.refunded));
  return events;
}

export function purchaseTime(row: Row, reading: Reading, findings: Findings): number | undefined {
  if (row.date === undefined) return findings.refuse('date', 'no date');
  const read = readDate(row.date, reading.dates);
  if ('why' in read) return findings.refuse('date', read.why);
  const own = row.time === undefined ? undefined : readTime(row.time);
  if (row.time !== undefined && own === undefined)
    findings.leaveOut('time', `"${row.time}" is no time of day`);
  const at = read.instant ?? instantAt(read.date, own ?? read.time ?? TIME_OF_DAY, reading.timeZone);
  // Noon of today may still be to come; the log then takes the time of arrival, under the same key.
  const isDay = read.instant === undefined && own === undefined && read.time === undefined;
  if (at > reading.now + (isDay ? HALF_A_DAY : 0))
    return findings.refuse('date', `"${row.date}" is in the future`);
  return at;
}

/** What was bought, as in a tracked order. */
export function productOf(
  { product, sku, category, ...row }: Row,
  reading: Reading,
): Record<string, unknown> | undefined {
  if (product === undefined && sku === undefined && category === undefined) return undefined;
  const quantity =
    row.quantity === undefined ? undefined : readMoney(row.quantity, reading.isCommaDecimal)?.value;
  return {
    ...(sku !== undefined && { product_id: sku }),
    ...(product !== undefined && { name: product }),
    ...(category !== undefined && { category }),
    ...(quantity !== undefined && quantity > 0 && { quantity }),
  };
}
