// The at-risk index: one band by value at risk, then the customers themselves.
import * as z from 'zod';
import { Customer } from '../customers/schema.ts';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import type { Table } from '../platform/table.ts';
import { ListedBand } from './schema.ts';

const IndexKey = z.object({ pk: z.string().min(1), riskBand: ListedBand, valueAtRisk: z.number() });

export interface AtRiskQuery {
  band: ListedBand;
  /** Minor units. */
  min_value?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}

export interface AtRiskPage {
  customers: Customer[];
  nextCursor: string | null;
}

/**
 * A page by value at risk, the largest first. Customers who have left the band since the index saw them are left out,
 * so that a page may be shorter than its limit. Throws 400 on a cursor of another list.
 */
export async function atRiskPage(customers: Table, query: AtRiskQuery): Promise<AtRiskPage> {
  const { band, min_value: least, cursor, limit } = query;
  const scope = `at-risk ${band} ${least ?? ''}`;
  const isInside = ({ riskBand, valueAtRisk }: z.infer<typeof IndexKey>) =>
    riskBand === band && (least === undefined || valueAtRisk >= least);
  const page = await customers.queryPage({
    IndexName: 'atRisk',
    KeyConditionExpression:
      least === undefined ? 'riskBand = :band' : 'riskBand = :band AND valueAtRisk >= :least',
    ExpressionAttributeValues: { ':band': band, ...(least !== undefined && { ':least': least }) },
    ScanIndexForward: false,
    Limit: limit,
    ...(cursor && { ExclusiveStartKey: decodeCursor(cursor, scope, IndexKey.refine(isInside)) }),
  });
  const order = page.items.map(({ pk }) => String(pk));
  const found = await customers.getMany(order.map((pk) => ({ pk })));
  const byId = new Map(found.map((item) => [String(item.pk), item]));
  return {
    customers: order.flatMap((pk) => {
      const customer = byId.get(pk);
      return customer?.riskBand === band ? [Customer.parse(customer)] : [];
    }),
    nextCursor: page.lastKey ? encodeCursor(page.lastKey, scope) : null,
  };
}
