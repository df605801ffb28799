// The largest import that is allowed fits the quotas of the state machine that works it, even if all that can be retried is.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
import { expect, it } from 'vitest';
import { MAX_CHUNKS } from '../../shared/imports/limits.ts';
import type { ChunkTask } from '../../shared/imports/schema.ts';
import { newId } from '../../shared/platform/ids.ts';
import { ofType, synth } from './synth.ts';

const MOST_EVENTS = 25_000;
const MOST_STATE_BYTES = 262_144;
const MOST_AT_ONCE = 40;

interface MapState {
  MaxConcurrency: number;
  ItemProcessor: {
    ProcessorConfig: { Mode: string };
    States: Record<string, { Type: string; Retry: { MaxAttempts: number }[] }>;
  };
}

const [machine] = ofType(synth().resources, 'AWS::StepFunctions::StateMachine').filter(({ id }) =>
  id.startsWith('Imports'),
);
const pieces: unknown[] = machine?.Properties.DefinitionString['Fn::Join'][1] ?? [];
const text = pieces.map((piece) => (typeof piece === 'string' ? piece : 'arn')).join('');
const map = (JSON.parse(text).States as Record<string, MapState>).Work;
const tasks = Object.values(map?.ItemProcessor.States ?? {});

it('works its chunks in one inline map of one task each', () => {
  expect(map?.ItemProcessor.ProcessorConfig.Mode).toBe('INLINE');
  expect(map?.MaxConcurrency).toBeLessThanOrEqual(MOST_AT_ONCE);
  expect(tasks.map(({ Type }) => Type)).toEqual(['Task']);
});

it('keeps the history of the largest import within its quota, every retry counted', () => {
  // MapIterationStarted, TaskStateEntered, LambdaFunctionScheduled, -Started, -Succeeded, TaskStateExited, MapIterationSucceeded.
  const once = 7;
  // LambdaFunctionFailed, -Scheduled, -Started.
  const again = 3;
  const retries = (tasks[0]?.Retry ?? []).reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  const aroundTheMap = 100;

  expect(retries).toBeGreaterThan(0);
  expect(MAX_CHUNKS * (once + again * retries) + aroundTheMap).toBeLessThan(MOST_EVENTS);
});

it('keeps the list of the largest import within what a state may hold', () => {
  const importId = newId('imp');
  const run = {
    importId,
    mode: 'dry-run' as const,
    attempt: 999,
    folder: `imports/${importId}/abcdefghijkl`,
  };
  const list: ChunkTask[] = Array.from({ length: MAX_CHUNKS }, (_, chunk) => ({ ...run, chunk }));

  expect(JSON.stringify({ ...run, isUsable: true, tasks: list }).length).toBeLessThan(MOST_STATE_BYTES / 2);
});
