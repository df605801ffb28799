// All routes of data quality.
export { planRoutes } from './plan/plan-routes.ts';
export { qualityReportRoutes } from './report/report-routes.ts';
