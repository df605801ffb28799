// The nightly pass, the announcement of band changes, and the churn routes.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ChurnPublisherEnv } from '../../shared/churn/env.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { Schedule } from '../constructs/schedule.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { AreaProps } from './area.ts';
import { nightlyDefinition } from './nightly-states.ts';
import { nightlySteps } from './nightly-steps.ts';

export class Churn extends Construct {
  readonly nightly: Workflow;

  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    this.nightly = new Workflow(this, 'Nightly', {
      parts: props,
      definition: nightlyDefinition(new Construct(this, 'States'), nightlySteps(this, props)),
      timeout: Duration.hours(3),
      silentHours: 26,
    });
    new Schedule(this, 'EveryNight', {
      parts: props,
      at: props.config.nightlyAt,
      target: this.nightly,
      description: 'The nightly pass over all customers',
    });
    output(this, 'NightlyArn', this.nightly.stateMachineArn);
    this.addPublisher(props);
  }

  private addPublisher(props: AreaProps): void {
    const handler = new NodeFunction(this, 'Publish', {
      parts: props,
      entry: 'functions/churn/publish.ts',
      description: 'Tells the bus when a customer moved to another band',
      environment: envFor(ChurnPublisherEnv, { BUS_NAME: props.bus.eventBusName }),
    });
    props.bus.grantPutEventsTo(handler);
    const scored = { score: { M: { band: { S: [{ exists: true }] } } } };
    new StreamReader(this, 'Announce', {
      parts: props,
      table: props.tables.Customers,
      handler,
      filters: [{ eventName: ['MODIFY'], dynamodb: { OldImage: scored, NewImage: scored } }],
    });
  }
}
