// How fast the models are: node test/bench/models.ts [customers]. One thread; prints processor time beside wall time,
// because only the former means anything on a machine that others use too.

import { bgNbd } from '../../shared/churn/models/bg-nbd.ts';
import { fitSpend } from '../../shared/churn/models/gamma-gamma.ts';
import { groupColumns } from '../../shared/churn/models/histories.ts';
import { mbgCnbdK } from '../../shared/churn/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../shared/churn/models/mbg-nbd.ts';
import type { HistoryGroups } from '../../shared/churn/models/model.ts';
import { paretoNbd } from '../../shared/churn/models/pareto-nbd.ts';
import { createScorer } from '../../shared/churn/models/score.ts';
import { groupSpend } from '../../shared/churn/models/spend-groups.ts';
import { inWholeDays, simulateCustomers, simulateSpend } from '../support/simulate.ts';
import { cdnow, grouped } from '../unit/churn/models/reference.ts';

const CUSTOMERS = Number(process.argv[2] ?? 1_000_000);
const HORIZON_WEEKS = 90 / 7;
const spend = { p: 6.25, q: 3.74, v: 15.44 };

interface Row {
  readonly what: string;
  readonly rows: number;
  readonly 'processor s': string;
  readonly 'wall s': string;
  readonly 'customers/s': string;
}

const report: Row[] = [];

/** Runs once to warm up if asked, then counts the best of three. */
function measure<Result>(
  what: string,
  customers: number,
  rows: number,
  work: () => Result,
  times = 3,
): Result {
  let [processor, wall] = [Infinity, Infinity];
  let result = work();
  for (let run = 0; run < times; run += 1) {
    const [startWall, startUsage] = [performance.now(), process.cpuUsage()];
    result = work();
    const { user, system } = process.cpuUsage(startUsage);
    processor = Math.min(processor, (user + system) / 1e6);
    wall = Math.min(wall, (performance.now() - startWall) / 1e3);
  }
  const rate = Math.round(customers / processor).toLocaleString('en');
  report.push({
    what,
    rows,
    'processor s': processor.toFixed(3),
    'wall s': wall.toFixed(3),
    'customers/s': rate,
  });
  return result;
}

function measureFits(name: string, groups: HistoryGroups, customers: number) {
  const rows = groups.x.length;
  measure(`${name}: fit BG/NBD`, customers, rows, () => bgNbd.fit(groups));
  measure(`${name}: fit MBG/NBD`, customers, rows, () => mbgNbd.fit(groups));
  measure(`${name}: fit MBG/CNBD-k with its k`, customers, rows, () => mbgCnbdK.fit(groups));
}

function simulated(k: number, customers: number) {
  const story = { kind: 'dropout', k, m: 1, r: 0.8, alpha: 6 / k, a: 0.6, b: 2 } as const;
  const histories = simulateCustomers({ story, customers, seed: 1, joinWeeks: 104, observedWeeks: 104 }).map(
    inWholeDays,
  );
  const x = Float64Array.from(histories, (history) => history.x);
  const tx = Float64Array.from(histories, (history) => history.tx);
  const T = Float64Array.from(histories, (history) => history.T);
  const litt = histories.reduce((sum, history) => sum + history.litt, 0);
  return { columns: { x, tx, T, mx: Float64Array.from(simulateSpend(Array.from(x), spend, 2)) }, litt };
}

const sample = grouped(cdnow());
measureFits('CDNOW sample, 2,357 customers', sample, 2_357);
measure('CDNOW sample, 2,357 customers: fit Pareto/NBD', 2_357, sample.x.length, () => paretoNbd.fit(sample));

const cdnowSized = simulateCustomers({
  story: { kind: 'dropout', k: 1, m: 1, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 },
  customers: 23_570,
  seed: 1,
  joinWeeks: 12,
  observedWeeks: 39,
}).map(inWholeDays);
measureFits(
  '23,570 simulated as CDNOW',
  grouped(cdnowSized.map((history, customer) => ({ ...history, customer, mx: 0 }))),
  23_570,
);

for (const k of [1, 2, 3]) {
  const { columns, litt } = simulated(k, CUSTOMERS);
  const name = `${CUSTOMERS.toLocaleString('en')} simulated, k = ${k}`;
  const groups = measure(`${name}: group`, CUSTOMERS, CUSTOMERS, () => groupColumns(columns, litt), 1);
  measureFits(name, groups, CUSTOMERS);
  const spends = groupSpend(columns);
  measure(`${name}: fit gamma-gamma`, CUSTOMERS, spends.x.length, () => fitSpend(spends));
  const timing = mbgCnbdK.fit(groups).params;
  const scorer = () => createScorer({ timing, spend, horizonWeeks: HORIZON_WEEKS });
  measure(`${name}: P(alive), P(no purchase)`, CUSTOMERS, CUSTOMERS, () => scorer().risks(columns));
  measure(`${name}: all scores with lifetime value`, CUSTOMERS, CUSTOMERS, () => scorer().scores(columns));
}

console.table(report);
console.log(
  `Memory at the end: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB resident, the simulation included.`,
);
