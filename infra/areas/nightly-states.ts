// The nightly pass as a state machine: plan, perhaps gather and fit, score, check the data, decide, write, report.
import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JitterType,
  JsonPath,
  Map as MapState,
  Pass,
  type RetryProps,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { NodeFunction } from '../constructs/node-function.ts';
import type { NightlyStep } from './nightly-steps.ts';

// A new AWS account runs ten functions at a time; workers beyond that wait their turn.
const whenBusy: RetryProps = {
  errors: ['Lambda.TooManyRequestsException'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  jitterStrategy: JitterType.FULL,
  maxAttempts: 20,
};

/** Every step may be repeated, so every step is retried. Only keys and counts travel between them. */
export function nightlyDefinition(
  scope: Construct,
  steps: Record<NightlyStep, NodeFunction>,
  workers: number,
): IChainable {
  const call = (name: string, step: NightlyStep, resultPath?: string) =>
    new LambdaInvoke(scope, name, {
      lambdaFunction: steps[step],
      payloadResponseOnly: true,
      ...(resultPath && { resultPath }),
    })
      .addRetry(whenBusy)
      .addRetry({ maxAttempts: 2, interval: Duration.seconds(5), backoffRate: 3 });
  const perSegment = (name: string, step: NightlyStep, resultPath = JsonPath.DISCARD) =>
    new MapState(scope, name, { itemsPath: '$.tasks', maxConcurrency: workers, resultPath }).itemProcessor(
      call(`${name}: one segment`, step),
    );
  const held = new Fail(scope, 'Held', {
    error: 'Held',
    cause:
      'Too many customers would change band in one night. Nothing was written. Look at the run record, and if it ' +
      'is right, start the pass again with {"businessDate": "...", "approved": true}',
  });
  const write = perSegment('Write scores', 'apply', '$.applied').next(call('Report', 'report'));
  const putTogether = call('Put together', 'reduce', '$.verdict');
  // Before the guard, so that a held pass has its report; a report that fails holds up nothing.
  const check = call('Check the data', 'quality', JsonPath.DISCARD)
    .addCatch(putTogether, { resultPath: JsonPath.DISCARD })
    .next(putTogether);
  const score = perSegment('Score', 'score')
    .next(check)
    .next(
      new Choice(scope, 'May it go on?')
        .when(Condition.booleanEquals('$.verdict.isHeld', true), held)
        .otherwise(write),
    );
  const fit = perSegment('Gather', 'gather')
    .next(call('Fit', 'fit', '$.fitted'))
    .next(score);
  return call('Plan', 'plan').next(
    new Choice(scope, 'Is a fit due?')
      .when(Condition.booleanEquals('$.isFitDue', true), fit)
      .otherwise(new Pass(scope, 'Keep the model').next(score)),
  );
}
