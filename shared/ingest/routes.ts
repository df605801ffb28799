// All routes of ingest. The hot path takes its own table alone: what it need not build, it starts without.
export { ingestAdminRoutes } from './admin-routes.ts';
export { ingestRoutes } from './api-routes.ts';
