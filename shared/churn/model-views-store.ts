// The model in force and the versions before it, as the API shows them.
import type { Table } from '../platform/table.ts';
import { currentOf, latestModels } from './program-store.ts';
import { modelView } from './view.ts';
import type { ModelView } from './view-schema.ts';

const VERSIONS = 20;

export async function modelViews(
  program: Table,
): Promise<{ current: ModelView | null; versions: ModelView[] }> {
  const [current, models] = await Promise.all([currentOf(program), latestModels(program, VERSIONS)]);
  return {
    current: current ? modelView(current.model, current) : null,
    versions: models.map((model) => modelView(model, current)),
  };
}
