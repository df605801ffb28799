// The story a local run tells: a shop's past, one night, the last week, the next night, and the mails that follow.

import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';
import { configOf } from '../config.ts';
import { apiAt, bearer } from './api.ts';
import { dataQuality } from './data-quality.ts';
import { invoke } from './lambda.ts';
import { type Loader, load, purchasesIn } from './load.ts';
import { runNightly } from './nightly.ts';
import { type Mail, settledOutbox } from './outbox.ts';
import { createOwner, type Owner } from './owner.ts';
import { step } from './progress.ts';
import type { Sales } from './sales.ts';
import type { Stack } from './stack.ts';
import { type Summary, writeScores } from './summary.ts';

const BEGINNING = '0000-00-00';
const TOP = 10;

export interface Told {
  summary: Summary;
  owner: Owner;
  writeKey: string;
  mails: Mail[];
}

async function makeWriteKey(loader: Omit<Loader, 'writeKey'>, owner: Owner): Promise<string> {
  const body = { name: 'local run', kind: 'server' };
  const made = await loader.api.call('POST', '/v1/write-keys', bearer(await owner.token()), body);
  return (made as { key: string }).key;
}

/** The first night sees everything up to a week before, so that the second finds who slipped away in that week. */
async function twoNights(loader: Loader, sales: Sales) {
  const eve = dateOfDay(dayOfDate(sales.asOf) - 7);
  const nights = sales.lines.some(({ date }) => date <= eve) ? [eve, sales.asOf] : [sales.asOf];
  const seconds = { load: 0, nightly: 0 };
  let after = BEGINNING;
  for (const night of nights) {
    const span = { after, until: night };
    const loaded = await step(`Loading the sales up to ${night}`, (show) => load(loader, sales, span, show));
    const sent = purchasesIn(sales.lines.filter(({ date }) => date <= night));
    if (loaded.answer < sent) {
      console.log(`  ${sent - loaded.answer} purchases were not taken: see GET /v1/ingest/rejected`);
    }
    const pass = await step(`Nightly pass for ${night}`, (show) => runNightly(loader.outputs, night, show));
    seconds.load += loaded.seconds;
    seconds.nightly += pass.seconds;
    after = night;
  }
  return seconds;
}

/** Tells it on a fresh stack. */
export async function tell(stack: Stack, sales: Sales): Promise<Told> {
  const { outputs, emulator } = stack;
  const api = apiAt(stack.apiUrl);
  const owner = await createOwner(outputs, 'owner@example.com');
  const loader = { api, outputs, writeKey: await makeWriteKey({ api, outputs }, owner) };
  const seconds = await twoNights(loader, sales);
  const { answer: mails } = await step('Writing to customers and marketers', async (show) => {
    await invoke(outputs.AtRiskListFunction, { businessDate: sales.asOf });
    return settledOutbox(emulator.url, show);
  });
  const scored = await writeScores(outputs, sales.asOf, sales.currency);
  const list = await api.call('GET', `/v1/at-risk?band=at-risk&limit=${TOP}`, bearer(await owner.token()));
  const marketers = new Set(configOf('local').marketers.map(({ address }) => address));
  const atRiskList = mails.filter(({ To }) => To.some((address) => marketers.has(address))).length;
  const summary = {
    apiUrl: stack.apiUrl,
    asOf: sales.asOf,
    currency: sales.currency,
    ...scored,
    atRiskTop: (list as { data: unknown[] }).data,
    dataQuality: await dataQuality(api, await owner.token()),
    mails: { retention: mails.length - atRiskList, atRiskList },
    seconds: { deploy: stack.seconds, ...seconds },
  };
  return { summary, owner, writeKey: loader.writeKey, mails };
}
