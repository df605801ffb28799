// What a local run leaves behind: .local/summary.json and .local/scores.csv, and what it prints.
import { writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { scoreColumns } from '../../shared/churn/backtest/scores-csv.ts';
import { isKnownOn } from '../../shared/churn/history.ts';
import { currentOf } from '../../shared/churn/program-store.ts';
import { scoreAll } from '../../shared/churn/rescore.ts';
import type { Current } from '../../shared/churn/schema.ts';
import type { Customer, Stats } from '../../shared/customers/schema.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import { toMajor } from '../../shared/platform/money.ts';
import type { Outputs } from './cdk.ts';
import type { DataQuality } from './data-quality.ts';
import { localPath } from './paths.ts';
import { readCustomers, tableOf } from './stored-customers.ts';

type Row = Record<(typeof scoreColumns)[number], string | number>;

const hasBought =
  (asOf: number) =>
  (customer: Customer): customer is Customer & { stats: Stats } =>
    customer.stats !== undefined && customer.stats.orders > 0 && isKnownOn(customer.stats, asOf);

/** Every buyer as of a day. Stored scores are rewritten only when they change enough, so they are computed here. */
function rowsOf(customers: readonly Customer[], current: Current, asOf: number, currency: string): Row[] {
  const buyers = customers.filter(hasBought(asOf));
  const scores = scoreAll(
    buyers.map(({ stats, score }) => ({ stats, previous: score })),
    current,
    asOf,
  );
  return buyers.flatMap(({ pk, ids, stats }, index) => {
    const score = scores[index];
    if (!score) return [];
    return {
      customer: ids?.user ?? pk,
      x: stats.repeatDays,
      tx_days: stats.lastDay - stats.firstDay,
      t_days: asOf - stats.firstDay,
      p_alive: score.pAlive,
      p_no_purchase: score.risk,
      expected_purchases: score.expectedPurchases,
      expected_spend: toMajor(score.expectedSpend, currency),
      clv: toMajor(score.clv, currency),
      band: score.band,
    };
  });
}

export interface Scored {
  customers: number;
  purchases: number;
  model: Pick<Current['model'], 'name' | 'k' | 'params' | 'logLikelihood' | 'customers'>;
  bands: Record<string, number>;
}

/** The timing model by itself, without the correction that may stand between it and the risk in force. */
function uncorrected(current: Current): Current {
  const { method: _, ...model } = current.model;
  return { ...current, model };
}

const writeRows = (file: string, rows: readonly Row[]) =>
  writeFileSync(localPath(file), stringify([...rows], { header: true, columns: [...scoreColumns] }));

/**
 * Writes .local/scores.csv, and beside it scores-model.csv with what the bare model says, to be checked against other
 * software; money in major units. Returns the figures of the summary.
 */
export async function writeScores(outputs: Outputs, asOf: string, currency: string): Promise<Scored> {
  const current = await currentOf(tableOf(outputs, 'ProgramTable'));
  if (!current) throw new Error('the nightly pass left no model');
  const customers = await readCustomers(outputs);
  const rows = rowsOf(customers, current, dayOfDate(asOf), currency);
  writeRows('scores.csv', rows);
  writeRows('scores-model.csv', rowsOf(customers, uncorrected(current), dayOfDate(asOf), currency));
  const bands: Record<string, number> = { new: 0, safe: 0, watch: 0, 'at-risk': 0, lapsed: 0 };
  for (const { band } of rows) bands[band] = (bands[band] ?? 0) + 1;
  const { name, k, params, logLikelihood, customers: fitted } = current.model;
  return {
    customers: customers.length,
    purchases: customers.reduce((sum, { stats }) => sum + (stats?.orders ?? 0), 0),
    model: { name, k, params, logLikelihood, customers: fitted },
    bands,
  };
}

export interface Summary extends Scored {
  apiUrl: string;
  asOf: string;
  currency: string;
  atRiskTop: unknown[];
  dataQuality: DataQuality;
  mails: { retention: number; atRiskList: number };
  seconds: { deploy: number; load: number; nightly: number };
}

export function writeSummary(summary: Summary): string {
  const path = localPath('summary.json');
  writeFileSync(path, `${JSON.stringify(summary, null, 2)}\n`);
  return path;
}
