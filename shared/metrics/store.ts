// Metric snapshots in Program: pk `metrics`, sk the business date.
import type { Table } from '../platform/table.ts';
import { Snapshot } from './schema.ts';

const pk = 'metrics';

/** A day has one snapshot; a later pass for the same day replaces it. */
export async function putSnapshot(program: Table, snapshot: Snapshot): Promise<void> {
  await program.put({ pk, sk: snapshot.businessDate, ...snapshot });
}

/** The newest snapshots up to `date` (all when absent), the newest first. */
export async function snapshotsUpTo(
  program: Table,
  date: string | undefined,
  limit: number,
): Promise<Snapshot[]> {
  const page = await program.queryPage({
    KeyConditionExpression: date ? 'pk = :pk AND sk <= :date' : 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk, ...(date && { ':date': date }) },
    ScanIndexForward: false,
    Limit: limit,
  });
  return page.items.map((item) => Snapshot.parse(item));
}
