// The nightly pass's reads and writes of Customers.
import * as z from 'zod';
import { Customer, Signals, Stats } from '../customers/schema.ts';
import { ConditionFailed, type Item, type Key, type Table } from '../platform/table.ts';
import type { Change } from './changes.ts';
import { indexAttributes } from './rescore.ts';
import { Score } from './schema.ts';
import type { ScanRow } from './scored.ts';

const Row = z.object({
  pk: Customer.shape.pk,
  stats: Stats.omit({ watermark: true, seen: true }).optional(),
  signals: Signals.optional(),
  score: Score.optional(),
});

export interface ScanPage {
  rows: ScanRow[];
  /** Keys of rows that are not what they should be. */
  unreadable: string[];
}

const names = ['pk', 'score', 'signals', 'stats', 'version'];
const read =
  '#pk, #score, #signals, #stats.#version, #stats.lastRefundDay, #stats.firstDay, #stats.lastDay, ' +
  '#stats.repeatDays, #stats.logGaps, #stats.orders, #stats.revenue, #stats.refunded, #stats.firstDayNet, ' +
  '#stats.otherCurrencyOrders';

/** Names and addresses are read only for an onlooker who asks for them; what a scan costs is the same either way. */
const projection = (more: readonly string[]) => ({
  ProjectionExpression: [read, ...more.map((name) => `#${name}`)].join(', '),
  ExpressionAttributeNames: Object.fromEntries([...names, ...more].map((name) => [`#${name}`, name])),
});

/** Sees every item of a scan, with attributes of its own; whatever it makes of them stays with it. */
export interface Onlooker {
  attributes: readonly string[];
  see: (item: Item) => void;
}

/** Pages of a megabyte that one worker reads in no time: some 25,000 customers. */
const FEW_PAGES = 20;

/** True when one worker is enough. Costs those pages once, on a first pass only. */
export async function isSmall(customers: Table): Promise<boolean> {
  let startKey: Key | undefined;
  for (let page = 0; page < FEW_PAGES; page += 1) {
    const { lastKey } = await customers.scanPage({ Select: 'COUNT', ExclusiveStartKey: startKey });
    if (!lastKey) return true;
    startKey = lastKey;
  }
  return false;
}

/** A scanned item as a worker sees it. Throws ZodError when it is not what it should be. */
export function readRow(item: Item): ScanRow {
  const { pk, ...row } = Row.parse(item);
  return { customerId: pk, stats: row.stats, signals: row.signals, score: row.score };
}

function readPage(items: readonly Item[]): ScanPage {
  const page: ScanPage = { rows: [], unreadable: [] };
  for (const item of items) {
    try {
      page.rows.push(readRow(item));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      page.unreadable.push(String(item.pk));
    }
  }
  return page;
}

/** All customers of one segment of a parallel scan, page by page. Eventually consistent: half the price. */
export async function* scanCustomers(
  customers: Table,
  { segment, total }: { segment: number; total: number },
  onlooker?: Onlooker,
): AsyncGenerator<ScanPage> {
  let startKey: Key | undefined;
  do {
    const page = await customers.scanPage({
      ...projection(onlooker?.attributes ?? []),
      // Part of another customer now.
      FilterExpression: 'attribute_not_exists(mergedInto)',
      Segment: segment,
      TotalSegments: total,
      ExclusiveStartKey: startKey,
    });
    for (const item of page.items) onlooker?.see(item);
    yield readPage(page.items);
    startKey = page.lastKey;
  } while (startKey);
}

/**
 * Writes one score if the customer is still as read. `overtaken`: they bought in the meantime, and the fold has scored
 * them since. `there`: an earlier attempt of this pass wrote it.
 */
export async function writeScore(
  customers: Table,
  { customerId, version, was, score }: Change,
): Promise<'written' | 'there' | 'overtaken'> {
  const { riskBand, valueAtRisk } = indexAttributes(score);
  const isListed = riskBand !== undefined;
  try {
    await customers.update({
      Key: { pk: customerId },
      UpdateExpression: isListed
        ? 'SET #score = :score, riskBand = :band, valueAtRisk = :value'
        : 'SET #score = :score REMOVE riskBand, valueAtRisk',
      ConditionExpression: `#stats.#version = :version AND ${was ? '#score = :was' : 'attribute_not_exists(#score)'}`,
      ExpressionAttributeNames: { '#score': 'score', '#stats': 'stats', '#version': 'version' },
      ExpressionAttributeValues: {
        ':score': score,
        ':version': version,
        ...(was && { ':was': was }),
        ...(isListed && { ':band': riskBand, ':value': valueAtRisk }),
      },
    });
    return 'written';
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const stored = Score.safeParse(error.item?.score);
    return stored.success && isSame(stored.data, score) ? 'there' : 'overtaken';
  }
}

const isSame = (one: Score, other: Score): boolean =>
  JSON.stringify(Score.parse(one)) === JSON.stringify(Score.parse(other));
