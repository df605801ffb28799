// All routes of data quality.
export { planRoutes } from './plan-routes.ts';
export { qualityReportRoutes } from './report-routes.ts';
