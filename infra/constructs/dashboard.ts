// The few graphs an operator needs: the API, the roads behind it, what failed, the nightly pass, the mails.
import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as Board,
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
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

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const board = new Board(this, 'Board', { defaultInterval: Duration.days(7) });
    board.addWidgets(new TextWidget({ markdown: `# Tamagn: ${props.businessName}`, width: 24, height: 1 }));
    board.addWidgets(
      ...apiGraphs(props),
      ...ingestGraphs(props),
      ...failureGraphs(props),
      ...nightlyGraphs(props),
      ...mailGraphs(props),
    );
  }
}

const apiGraphs = ({ api: { gateway } }: DashboardProps) => [
  graph('API requests and errors', [
    gateway.metricCount({ label: 'requests', statistic: 'Sum' }),
    gateway.metricClientError({ label: '4xx', statistic: 'Sum' }),
    gateway.metricServerError({ label: '5xx', statistic: 'Sum' }),
  ]),
  graph('API latency (ms)', [
    gateway.metricLatency({ label: 'p50', statistic: 'p50' }),
    gateway.metricLatency({ label: 'p99', statistic: 'p99' }),
  ]),
];

const ingestGraphs = ({ alarms, activity }: DashboardProps) => [
  logGraph('Events taken in', logOf(alarms, 'functions/ingest/api.ts'), [
    "filter message = 'taken'",
    'stats sum(accepted) as Accepted, sum(rejected) as Rejected by bin(1h)',
  ]),
  graph('The log (write units)', [
    activity.metricConsumedWriteCapacityUnits({ label: 'write units', statistic: 'Sum' }),
    activity.metricThrottledRequestsForOperation(Operation.BATCH_WRITE_ITEM, { label: 'throttled' }),
  ]),
  graph(
    'Behind the streams (ms)',
    alarms.streamReaders.map((reader) => iteratorAge(reader).with({ label: nameOf(reader) })),
  ),
];

const failureGraphs = ({ alarms }: DashboardProps) => [
  graph(
    'Failed for good (messages)',
    alarms.failureQueues.map((queue) =>
      queue.metricApproximateNumberOfMessagesVisible({ label: nameOf(queue), statistic: 'Maximum' }),
    ),
  ),
  graph(
    'Function errors',
    [...alarms.functions.values()].map((one) => one.metricErrors({ label: nameOf(one) })),
  ),
];

const nightlyGraphs = ({ nightly, alarms }: DashboardProps) => [
  graph('Nightly pass', [
    nightly.metricSucceeded({ label: 'succeeded' }),
    nightly.metricFailed({ label: 'failed' }),
    nightly.metricTimedOut({ label: 'timed out' }),
  ]),
  graph('Nightly pass, duration (ms)', [nightly.metricTime({ label: 'duration', statistic: 'Maximum' })]),
  logGraph('Data quality (0 to 100) and silent sources', logOf(alarms, 'functions/quality/nightly.ts'), [
    "filter message = 'data quality'",
    'stats min(score) as Score, max(silentSources) as Silent by bin(1d)',
  ]),
];

const mailGraphs = ({ alarms }: DashboardProps) => [
  logGraph('Messages to customers', logOf(alarms, 'functions/campaigns/send.ts'), [
    "filter message = 'message settled'",
    "fields strcontains(outcome, 'sent') as isSent, strcontains(outcome, 'refused') as isRefused",
    'stats sum(isSent) as Sent, sum(isRefused) as Refused by bin(1d)',
  ]),
  // SES counts per account and region: no dimension.
  graph(
    'Mails, as SES counts them',
    ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map(
      (metricName) => new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Sum' }),
    ),
  ),
];

const size = { width: 12, height: 6 };

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, ...size });

// Read from the functions' own logs by Logs Insights: no custom metrics to pay for.
const logGraph = (title: string, logGroupName: string, queryLines: string[]) =>
  new LogQueryWidget({
    title,
    logGroupNames: [logGroupName],
    queryLines,
    view: LogQueryVisualizationType.STACKEDAREA,
    ...size,
  });

function logOf(alarms: Alarms, entry: string): string {
  const found = alarms.functions.get(entry);
  if (!found) throw new Error(`No function has the entry ${entry}`);
  return found.logGroup.logGroupName;
}

/** Where a construct stands in the tree, without its stack: `Ingest Fold Failures`. */
const nameOf = ({ node }: Construct): string => node.path.split('/').slice(1).join(' ');
