// The report on the data and the tracking plan over HTTP.
import { readEnv } from '../../shared/platform/env.ts';
import { notFound } from '../../shared/platform/errors.ts';
import { tagged } from '../../shared/platform/etag.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';
import { QualityApiEnv } from '../../shared/quality/env.ts';
import { PlanStore } from '../../shared/quality/plan/plan-store.ts';
import { tryEvent } from '../../shared/quality/plan/plan-trial.ts';
import { changePlan, planNow, versionsPage } from '../../shared/quality/plan/plan-versions-store.ts';
import { standardPlan } from '../../shared/quality/plan/standard-plan.ts';
import { QualityReportStore } from '../../shared/quality/report/report-store.ts';
import { reportView } from '../../shared/quality/report/report-view.ts';
import { planRoutes, qualityReportRoutes } from '../../shared/quality/routes.ts';

const env = readEnv(QualityApiEnv);
const program = new Table(documentClient(), env.PROGRAM_TABLE);
const plans = new PlanStore(program);
const reports = new QualityReportStore(program);

export const handler = httpHandler(
  { ...qualityReportRoutes, ...planRoutes },
  {
    'GET /v1/data-quality': async ({ query }) => {
      const report = await reports.upTo(query.date);
      if (!report) throw notFound('There is no report yet: it comes with the first nightly pass.');
      return { body: reportView(report, await reports.scoresBefore(report.businessDate)) };
    },
    'GET /v1/tracking-plan': async ({ headers }) => tagged(await planNow(plans), headers['if-none-match']),
    'PUT /v1/tracking-plan': async ({ body, headers, user, now }) =>
      tagged(
        await changePlan(plans, body, { userId: user?.id ?? '', now, ifMatch: headers['if-match'] }),
        undefined,
      ),
    'GET /v1/tracking-plan/versions': async ({ query }) => ({ body: await versionsPage(plans, query) }),
    'GET /v1/tracking-plan/versions/{version}': async ({ params }) => {
      const plan = params.version === 0 ? standardPlan : await plans.version(params.version);
      if (!plan) throw notFound('The tracking plan has no such version.');
      return { body: plan };
    },
    'POST /v1/tracking-plan/check': async ({ body, now }) => {
      const business = { currency: env.CURRENCY, country: env.COUNTRY };
      return { body: tryEvent(body.event, body.plan ?? (await planNow(plans)), { ...business, now }) };
    },
  },
);
