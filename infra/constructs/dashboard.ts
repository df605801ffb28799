// The few graphs an operator needs: the API, the roads behind it, the nightly pass, the mails.
import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as Board,
  GraphWidget,
  type IMetric,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Operation, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { HttpApi } from './http-api.ts';
import { iteratorAge } from './stream-reader.ts';

export interface DashboardProps {
  businessName: string;
  api: HttpApi;
  alarms: Alarms;
  /** The log that ingest writes. */
  activity: TableV2;
  nightly: StateMachine;
}

const HALF = 12;

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { api, alarms, activity, nightly } = props;
    const { gateway } = api;
    const board = new Board(this, 'Board', { defaultInterval: Duration.days(7) });
    board.addWidgets(new TextWidget({ markdown: `# Tamagn: ${props.businessName}`, width: 24, height: 1 }));
    board.addWidgets(
      graph('API requests and errors', [
        gateway.metricCount({ label: 'requests', statistic: 'Sum' }),
        gateway.metricClientError({ label: '4xx', statistic: 'Sum' }),
        gateway.metricServerError({ label: '5xx', statistic: 'Sum' }),
      ]),
      graph('API latency (ms)', [
        gateway.metricLatency({ label: 'p50', statistic: 'p50' }),
        gateway.metricLatency({ label: 'p99', statistic: 'p99' }),
      ]),
      graph('Accepted into the log (write units)', [
        activity.metricConsumedWriteCapacityUnits({ label: 'write units', statistic: 'Sum' }),
        activity.metricThrottledRequestsForOperation(Operation.BATCH_WRITE_ITEM, { label: 'throttled' }),
      ]),
      graph(
        'Behind the streams (ms)',
        alarms.streamReaders.map((reader) => iteratorAge(reader).with({ label: reader.node.id })),
      ),
      graph(
        'Failed for good (messages)',
        alarms.failureQueues.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({
            label: queue.node.scope?.node.path.split('/').slice(1).join(' ') ?? queue.node.id,
          }),
        ),
      ),
      graph(
        'Function errors',
        alarms.functions.map((one) =>
          one.metricErrors({ label: one.node.path.split('/').slice(1).join(' ') }),
        ),
      ),
      ...nightlyGraphs(nightly),
      graph('Mails', ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map(mailMetric)),
    );
  }
}

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: HALF, height: 6 });

const nightlyGraphs = (nightly: StateMachine) => [
  graph('Nightly pass', [
    nightly.metricSucceeded({ label: 'succeeded' }),
    nightly.metricFailed({ label: 'failed' }),
    nightly.metricTimedOut({ label: 'timed out' }),
  ]),
  graph('Nightly pass, duration (ms)', [nightly.metricTime({ label: 'duration', statistic: 'Maximum' })]),
];

// SES counts per account and region: no dimension.
const mailMetric = (metricName: string) =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Sum', label: metricName.toLowerCase() });
