// The metrics area: reads the nightly snapshots and nothing else.
import { Construct } from 'constructs';
import { MetricsEnv } from '../../shared/metrics/env.ts';
import { metricsRoutes } from '../../shared/metrics/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowOnTable } from '../constructs/rights.ts';
import type { AreaProps } from './area.ts';

export class Metrics extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const api = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/metrics/api.ts',
      description: 'The metrics of a day, with definitions and trend',
      environment: envFor(MetricsEnv, { PROGRAM_TABLE: props.tables.Program.tableName }),
    });
    allowOnTable(api, props.tables.Program, 'Query');
    props.api.addRoutes(metricsRoutes, api);
  }
}
