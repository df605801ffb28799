// An alarm on what a function's log says: for what is no failure of the function.
import { Stack } from 'aws-cdk-lib';
import { type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';

export interface LogAlarmProps {
  alarms: Alarms;
  logGroup: ILogGroup;
  /** Which lines count. */
  lines: IFilterPattern;
  /** The field with a line's number, such as `$.count`. Default: every line counts one. */
  field?: string;
  says: string;
}

/** Tells the topic when the lines add up to more than none. Nothing is paid for a metric in hours without a line. */
export class LogAlarm extends Construct {
  constructor(scope: Construct, id: string, { alarms, logGroup, lines, field, says }: LogAlarmProps) {
    super(scope, id);
    const filter = new MetricFilter(this, 'Lines', {
      logGroup,
      filterPattern: lines,
      // Stages may share an account.
      metricNamespace: Stack.of(this).stackName,
      metricName: id,
      metricValue: field ?? '1',
    });
    alarms.add(this, 'Alarm', {
      metric: filter.metric({ statistic: 'Sum', period: ALARM_PERIOD }),
      limit: 0,
      says,
    });
  }
}
