// How much of its sales a shop does not hear of while sources are silent.
import type { SourceReport } from './report-schema.ts';

/** By usual sales a day, the share of the sources whose sales have stopped, 0 to 1; 0 while nothing is usual. */
export function silentSalesShare(sources: readonly Pick<SourceReport, 'flows'>[]): number {
  const judged = sources
    .flatMap(({ flows }) => flows)
    .filter(({ kind, state }) => kind === 'purchase' && (state === 'fresh' || state === 'silent'));
  const perDay = (flows: typeof judged) =>
    flows.reduce((sum, { usualPerDay }) => sum + (usualPerDay ?? 0), 0);
  const all = perDay(judged);
  return all > 0 ? perDay(judged.filter(({ state }) => state === 'silent')) / all : 0;
}
