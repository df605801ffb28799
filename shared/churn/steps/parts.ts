// What the steps of the nightly pass work with.
import type { Objects } from '../../platform/objects.ts';
import type { Table } from '../../platform/table.ts';
import { Context, contextKey } from '../nightly.ts';

export interface NightlyParts {
  customers: Table;
  activity: Table;
  program: Table;
  objects: Pick<Objects, 'get' | 'put'>;
  business: { timeZone: string; currency: string; horizonDays: number };
}

/** What the plan of this date laid down for all steps. Throws when a step runs without a plan. */
export async function contextOf(
  { objects }: Pick<NightlyParts, 'objects'>,
  businessDate: string,
): Promise<Context> {
  const context = await objects.get(contextKey(businessDate), Context);
  if (!context) throw new Error(`no plan for ${businessDate}`);
  return context;
}
