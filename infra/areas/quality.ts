// Data quality over HTTP: the nightly report and the tracking plan.
import { Construct } from 'constructs';
import { envFor } from '../../shared/platform/env.ts';
import { QualityApiEnv } from '../../shared/quality/env.ts';
import { planRoutes, qualityReportRoutes } from '../../shared/quality/routes.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowOnTable } from '../constructs/rights.ts';
import type { AreaProps } from './area.ts';

export class Quality extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    this.addApi(props);
  }

  private addApi(props: AreaProps): void {
    const { api, tables, config } = props;
    const handler = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/quality/api.ts',
      description: 'How good the data is; the tracking plan: which events there are and what each must carry',
      environment: envFor(QualityApiEnv, {
        CURRENCY: config.currency,
        COUNTRY: config.country,
        PROGRAM_TABLE: tables.Program.tableName,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'Query', 'PutItem');
    api.addRoutes({ ...qualityReportRoutes, ...planRoutes }, handler);
  }
}
