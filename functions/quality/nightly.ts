// Nightly, between scoring and the guard: how good the data is, who may be there twice, which source is silent.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { Plan } from '../../shared/churn/nightly.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { EndpointStore } from '../../shared/hooks/endpoint-store.ts';
import { WriteKeyStore } from '../../shared/ingest/write-key-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';
import { DuplicateStore } from '../../shared/quality/duplicates/duplicate-store.ts';
import { FlowStore } from '../../shared/quality/flow/flow-store.ts';
import { closedSources, sourceName, sourcesKnown } from '../../shared/quality/flow/source-names.ts';
import { checkQuality } from '../../shared/quality/nightly.ts';
import { QualityReportStore } from '../../shared/quality/report/report-store.ts';

const { program, objects, business } = nightlyParts(readEnv(NightlyEnv));
const keys = new WriteKeyStore(program);
const endpoints = new EndpointStore(program);
const parts = {
  objects,
  business,
  flows: new FlowStore(program),
  duplicates: new DuplicateStore(program),
  reports: new QualityReportStore(program),
  sources: async (now: number) => {
    const known = sourcesKnown(await keys.list(now), await endpoints.list());
    return {
      nameOf: (source: string) => sourceName(known, source),
      closedAmong: (sources: Iterable<string>) => closedSources(known, sources),
    };
  },
};

export const handler = onStep(Plan.pick({ businessDate: true, total: true }), (plan) =>
  checkQuality(parts, plan, Date.now()),
);
