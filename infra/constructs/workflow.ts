// A Standard state machine as ours are: bounded in time, traced, its steps logged without their data, watched.
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ALARM_PERIOD } from './alarms.ts';
import type { Parts } from './node-function.ts';

export interface WorkflowProps {
  parts: Parts;
  definition: IChainable;
  /** After this the run counts as failed. */
  timeout: Duration;
  /** An alarm goes off when no run has succeeded in so many hours. Default: runs come when somebody asks. */
  silentHours?: number;
}

export class Workflow extends StateMachine {
  constructor(scope: Construct, id: string, props: WorkflowProps) {
    const { config, alarms } = props.parts;
    const logs = new LogGroup(scope, `${id}Logs`, {
      retention: config.logRetentionDays,
      removalPolicy: config.stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      definitionBody: DefinitionBody.fromChainable(props.definition),
      timeout: props.timeout,
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    for (const [name, metric] of [
      ['Failed', this.metricFailed({ period: ALARM_PERIOD })],
      ['TimedOut', this.metricTimedOut({ period: ALARM_PERIOD })],
    ] as const) {
      alarms.add(this, name, {
        metric,
        limit: 0,
        says: `${id} did not finish: look at its last execution, mend the cause, start it again`,
      });
    }
    if (props.silentHours === undefined) return;
    alarms.addSilence(this, 'Silent', {
      metric: this.metricSucceeded(),
      hours: props.silentHours,
      says: `${id} has not succeeded in ${props.silentHours} hours (nor yet, right after the first deployment)`,
    });
  }
}
