// A batch of the log's stream folded into its customers.
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { decidedCustomer } from '../customers/merge-entry.ts';
import { unavailable } from '../platform/errors.ts';
import { inParallel } from '../platform/parallel.ts';
import { imagesOf } from '../platform/stream.ts';
import { type Change, changeOf } from './change.ts';
import { type Log, type Projected, type ProjectSettings, project } from './project.ts';
import type { ProjectStore } from './project-store.ts';
import type { Entry } from './schema.ts';
import { signInCall } from './sign-in.ts';

export interface ProjectParts {
  store: Pick<
    ProjectStore,
    'customersOf' | 'customerNow' | 'ordersOf' | 'callsOf' | 'signalsOf' | 'visitsOf' | 'write'
  >;
  settings: ProjectSettings;
  /** Told of entries that reached a customer who is part of another now. Default: the second look finds them. */
  late?(customerId: string, sks: string[]): Promise<void>;
  /** Told of new identify and alias calls: somebody may have signed in on a device whose history is another customer. */
  identified?(calls: readonly Entry[]): Promise<void>;
  /** Told of customers who were merged or parted, so that it is carried out whatever became of whoever decided it. */
  decided?(customerId: string): Promise<void>;
  /** Told of each record that cannot be read; it is then parked. */
  failed(error: unknown, records: number): void;
}

const PARALLEL = 8;
// Others fold the same customer at the same time: each failed write means that one of theirs went through.
const ATTEMPTS = 20;

/**
 * A row or body that no second try will make readable; zlib's errors have codes such as Z_DATA_ERROR. An answer of a store
 * that is no JSON is a SyntaxError too; the SDK hangs the response on it.
 */
const isDamage = (error: unknown): boolean =>
  error instanceof z.ZodError ||
  (error instanceof SyntaxError && !('$response' in error)) ||
  error instanceof RangeError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'));

interface Work {
  changes: Change[];
  records: DynamoDBRecord[];
}

/**
 * Gives back the records that cannot be read, for parking; the rest is done. Throws when a store failed: the batch then
 * comes again, and what was done already does no harm.
 */
export async function projectRecords(
  records: readonly DynamoDBRecord[],
  parts: ProjectParts,
): Promise<DynamoDBRecord[]> {
  const failed: DynamoDBRecord[] = [];
  const byCustomer = new Map<string, Work>();
  const decided = new Set<string>();
  const calls: Entry[] = [];
  for (const record of records) {
    try {
      const images = imagesOf(record);
      const customerId = decidedCustomer(images);
      if (customerId !== undefined) decided.add(customerId);
      const call = signInCall(images);
      if (call) calls.push(call);
      const change = changeOf(images);
      if (!change) continue;
      const work = byCustomer.get(change.customerId) ?? { changes: [], records: [] };
      work.changes.push(change);
      work.records.push(record);
      byCustomer.set(change.customerId, work);
    } catch (error) {
      parts.failed(error, 1);
      failed.push(record);
    }
  }
  for (const customerId of decided) await parts.decided?.(customerId);
  if (calls.length > 0) await parts.identified?.(calls);
  if (byCustomer.size === 0) return failed;
  const customers = await parts.store.customersOf([...byCustomer.keys()]);
  await inParallel([...byCustomer], PARALLEL, async ([id, { changes, records: own }]) => {
    try {
      await projectCustomer(id, customers.get(id), changes, parts);
    } catch (error) {
      if (!isDamage(error)) throw error;
      parts.failed(error, own.length);
      failed.push(...own);
    }
  });
  return failed;
}

/** Reads, steps, writes; again from a fresh read when somebody else wrote first. A customer who is gone needs nothing. */
async function projectCustomer(
  id: string,
  read: Projected | undefined,
  changes: readonly Change[],
  parts: ProjectParts,
): Promise<void> {
  let customer = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const isFresh = attempt > 0 || !customer;
    if (isFresh) customer = await parts.store.customerNow(id);
    if (!customer) return;
    if (customer.mergedInto !== undefined) {
      const arrived = changes.filter(({ isGone }) => !isGone).map(({ entry }) => entry.sk);
      if (arrived.length > 0) await parts.late?.(id, arrived);
      return;
    }
    const write = await stepOf(customer, changes, parts);
    // The write finds out that a read was stale; that there is nothing to write must be read for sure.
    if (write ? await parts.store.write(customer, write) : isFresh) return;
  }
  throw unavailable('The customer is being folded by others.', undefined);
}

async function stepOf(customer: Projected, changes: readonly Change[], { store, settings }: ProjectParts) {
  let log: Log = {};
  for (;;) {
    const step = project(customer, changes, settings, log);
    if ('write' in step) return step.write;
    const [orders, identify, signals, visits] = await Promise.all([
      step.needs.includes('orders') ? store.ordersOf(customer.pk) : log.orders,
      step.needs.includes('identify') ? store.callsOf(customer.pk) : log.identify,
      step.needs.includes('signals') ? store.signalsOf(customer.pk) : log.signals,
      step.needs.includes('visits') ? store.visitsOf(customer.pk) : log.visits,
    ]);
    log = {
      ...(orders && { orders }),
      ...(identify && { identify }),
      ...(signals && { signals }),
      ...(visits && { visits }),
    };
  }
}
