// Step 6: writes the changed scores of one segment, each only if the customer is still as read.
import * as z from 'zod';
import { inParallel } from '../../platform/parallel.ts';
import { Change } from '../changes.ts';
import { partKey, type Task } from '../nightly.ts';
import { writeScore } from '../nightly-store.ts';
import type { NightlyParts } from './parts.ts';

const WRITES_AT_ONCE = 32;

export const Applied = z.object({ written: z.int(), overtaken: z.int() });
export type Applied = z.infer<typeof Applied>;

/** `written` counts what stands now, by this attempt or an earlier one. */
export async function apply(
  { customers, objects }: Pick<NightlyParts, 'customers' | 'objects'>,
  task: Task,
): Promise<Applied> {
  const changes = await objects.get(partKey('changes', task), z.array(Change));
  if (!changes) throw new Error(`segment ${task.segment} was not scored`);
  const outcomes = await inParallel(changes, WRITES_AT_ONCE, (change) => writeScore(customers, change));
  const overtaken = outcomes.filter((outcome) => outcome === 'overtaken').length;
  return { written: outcomes.length - overtaken, overtaken };
}
