// A file worked in pieces: prepare, then every piece side by side, then finish; a fault is noted where people look.
import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JitterType,
  JsonPath,
  Map as MapState,
  type RetryProps,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

export interface FileWorkProps {
  /** Answers with `tasks`, a list of inputs for `work`, and `isUsable`; the rest goes on to `finish`. */
  prepare: NodeFunction;
  work: NodeFunction;
  finish: NodeFunction;
  /** Gets the input of the run. */
  fail: NodeFunction;
  /** Pieces at the same time. */
  workers: number;
}

// A new AWS account runs ten functions at a time; workers beyond that wait their turn. How often is bounded by the
// history of an execution, to which each attempt adds three events (shared/imports/limits.ts).
const whenBusy: RetryProps = {
  errors: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  interval: Duration.seconds(10),
  backoffRate: 2,
  maxDelay: Duration.minutes(10),
  jitterStrategy: JitterType.FULL,
  maxAttempts: 6,
};

// A fault of the moment is over in seconds, a table that must grow with the load in minutes.
const onFault: RetryProps = { maxAttempts: 3, interval: Duration.seconds(20), backoffRate: 4 };

/** Every step may be repeated, so every step is retried. */
export function fileWork(scope: Construct, props: FileWorkProps): IChainable {
  const call = (name: string, lambdaFunction: NodeFunction, resultPath?: string) =>
    new LambdaInvoke(scope, name, {
      lambdaFunction,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      ...(resultPath && { resultPath }),
    })
      .addRetry(whenBusy)
      .addRetry(onFault);
  const noteFailure = call('Note the failure', props.fail, JsonPath.DISCARD).next(
    new Fail(scope, 'Failed', { error: 'Failed', cause: 'A step failed for good; see the step before.' }),
  );
  const caught = { resultPath: '$.failure' };
  const pieces = new MapState(scope, 'Work', {
    itemsPath: '$.tasks',
    maxConcurrency: props.workers,
    resultPath: JsonPath.DISCARD,
  })
    .itemProcessor(call('Work: one piece', props.work))
    .addCatch(noteFailure, caught);
  const finish = call('Finish', props.finish, JsonPath.DISCARD).addCatch(noteFailure, caught);
  return call('Prepare', props.prepare)
    .addCatch(noteFailure, caught)
    .next(
      new Choice(scope, 'Is there work?')
        .when(Condition.booleanEquals('$.isUsable', true), pieces.next(finish))
        .otherwise(new Succeed(scope, 'Nothing to do')),
    );
}
