// The nightly step about the data itself: who is there twice, what each source brought, and the report of both.
import { type Plan, partKey, tasksOf } from '../churn/nightly.ts';
import { contextOf, type NightlyParts } from '../churn/steps/parts.ts';
import { dateOf, dateOfDay, dayOfDate } from '../platform/days.ts';
import { logger } from '../platform/log.ts';
import type { DuplicateStore } from './duplicates/duplicate-store.ts';
import { DuplicateSearch, type FoundDuplicates } from './duplicates/duplicates.ts';
import type { FlowStore } from './flow/flow-store.ts';
import { freshnessOf } from './flow/silence.ts';
import { emptyProfileTally, mergeProfileTallies } from './profile-tally.ts';
import { QualityPart } from './quality-part.ts';
import { newlySilent, reportOf } from './report/report.ts';
import type { QualityReportStore } from './report/report-store.ts';
import type { ProfileTally } from './schema.ts';

export interface QualityParts extends Pick<NightlyParts, 'objects' | 'business'> {
  flows: Pick<FlowStore, 'days' | 'dayNow'>;
  duplicates: Pick<DuplicateStore, 'dismissed' | 'replace'>;
  reports: Pick<QualityReportStore, 'put' | 'before'>;
  /** `now` in milliseconds. */
  sources: (now: number) => Promise<KnownSources>;
}

export interface KnownSources {
  /** What the owner calls a source. */
  nameOf: (source: string) => string;
  /** Those that were closed on purpose. */
  closedAmong: (sources: Iterable<string>) => ReadonlySet<string>;
}

export interface QualityOutcome {
  score: number | null;
  findings: number;
  silentSources: number;
  newlySilentSources: number;
}

interface Counted {
  profiles: ProfileTally;
  found: FoundDuplicates;
}

/** What the score workers left, one part after another; undefined when one of them left none. */
async function countedBy(
  parts: QualityParts,
  plan: Pick<Plan, 'businessDate' | 'total'>,
): Promise<Counted | undefined> {
  const search = new DuplicateSearch();
  let profiles = emptyProfileTally();
  for (const task of tasksOf(plan.businessDate, plan.total)) {
    const part = await parts.objects.get(partKey('quality', task), QualityPart);
    if (!part) return undefined;
    profiles = mergeProfileTallies([profiles, part.tally]);
    search.add(part.keys);
  }
  return { profiles, found: search.join(await parts.duplicates.dismissed()) };
}

/**
 * Makes and stores the report of a business date; of what had arrived when the pass began, `now` for a pass that does not
 * say when. Throws after the report is stored when records or duplicates could not be counted.
 */
export async function checkQuality(
  parts: QualityParts,
  plan: Pick<Plan, 'businessDate' | 'total'>,
  now: number,
): Promise<QualityOutcome> {
  const { startedAt = new Date(now).toISOString(), quiet } = await contextOf(parts, plan.businessDate);
  const today = dateOf(startedAt, parts.business.timeZone);
  const upTo = dayOfDate(today) - 1;
  const counted = await countedBy(parts, plan);
  if (counted) await parts.duplicates.replace(plan.businessDate, counted.found, Date.parse(startedAt));
  // Today so far proves life, never silence.
  const days = [...(await parts.flows.days(dateOfDay(upTo))), await parts.flows.dayNow(today)];
  const { nameOf, closedAmong } = await parts.sources(Date.parse(startedAt));
  const heardOf = new Set(days.flatMap(({ sources }) => Object.keys(sources)));
  const previous = await parts.reports.before(plan.businessDate);
  const report = reportOf({
    businessDate: plan.businessDate,
    at: startedAt,
    days,
    freshness: freshnessOf(days, { upTo, quiet, closed: closedAmong(heardOf) }),
    nameOf,
    profiles: counted?.profiles,
    duplicates: counted?.found.summary,
    previous,
  });
  await parts.reports.put(report);
  const outcome = {
    score: report.score,
    findings: report.findings.length,
    silentSources: report.sources.filter(({ state }) => state === 'silent').length,
    newlySilentSources: newlySilent(report, previous).length,
  };
  // The dashboard and the alarm on silent sources read this line.
  logger.info('data quality', outcome);
  if (!counted) throw new Error(`a worker left nothing about the records of ${plan.businessDate}`);
  return outcome;
}
