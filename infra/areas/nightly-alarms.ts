// Alarms on what the nightly pass finds, and on the one step whose failure it survives.
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ALARM_PERIOD } from '../constructs/alarms.ts';
import { LogAlarm } from '../constructs/log-alarm.ts';
import type { NodeFunction } from '../constructs/node-function.ts';
import type { AreaProps } from './area.ts';
import type { NightlyStep } from './nightly-steps.ts';

const message = (text: string) => FilterPattern.stringValue('$.message', '=', text);

export function nightlyAlarms(
  scope: Construct,
  steps: Record<NightlyStep, NodeFunction>,
  { alarms }: AreaProps,
): void {
  new LogAlarm(scope, 'SilentSource', {
    alarms,
    logGroup: steps.quality.logGroup,
    lines: FilterPattern.numberValue('$.newlySilentSources', '>', 0),
    field: '$.newlySilentSources',
    says:
      'A source of events has fallen silent: GET /v1/data-quality says which, since when and what is usual. See that it ' +
      'runs and that its write key or endpoint is live; what it kept can be sent late, nothing counts twice',
  });
  new LogAlarm(scope, 'UnreadableCustomers', {
    alarms,
    logGroup: steps.score.logGroup,
    lines: FilterPattern.any(message('customers cannot be read'), message('profiles cannot be read')),
    says:
      'Customer records cannot be read, so they get no score or stay out of the report: their ids are in the log of the ' +
      'nightly step Score; mend the records, the next pass takes them in',
  });
  // The pass goes on without it, so that no alarm on the pass would tell; and without a report no source falls silent.
  alarms.add(scope, 'NoDataReport', {
    metric: steps.quality.metricErrors({ period: ALARM_PERIOD }),
    limit: 0,
    says:
      'The nightly report on the data failed (it is tried three times): see the log of the nightly step Quality, and whether ' +
      'GET /v1/data-quality is of today; until it is, no source is noticed to be silent',
  });
}
