// Accuracy on public data: the method in force, chosen and learnt on the calibration period alone, against
// every rival on the hold-out period. Run with `npm run accuracy`; exits with 1 when a target is missed.
import { backtest } from '../../shared/churn/backtest/backtest.ts';
import { centralInterval, resample } from '../../shared/churn/backtest/bootstrap.ts';
import { type Figures, figuresOf } from '../../shared/churn/backtest/figures.ts';
import { MethodName } from '../../shared/churn/backtest/schema.ts';
import { tryOn } from '../../shared/churn/backtest/trial.ts';
import { historiesOf } from '../../shared/churn/calibration/histories.ts';
import { seededRandom } from '../../shared/stats/random.ts';
import { publicShops } from '../support/public-shops.ts';

type Shop = (typeof publicShops)[number];

const resamples = 1000;
const listShare = 0.04;
const missed: string[] = [];

function check(shop: Shop) {
  const sales = shop.sales();
  const known = historiesOf(sales.filter((sale) => sale.day <= shop.now));
  const { inForce, reason } = backtest(known, { ...shop, resamples: 100 });
  const trial = tryOn({ cut: shop.now, days: shop.horizonDays }, historiesOf(sales), {
    names: MethodName.options,
  });
  const figures = figuresOf([trial], { names: MethodName.options, listShare });
  const random = seededRandom(11).uniform;
  const size = trial.customer.reduce((most, i) => Math.max(most, i + 1), 0);
  const draws = Array.from({ length: resamples }, () => {
    const times = resample(trial.customer, size, random);
    return figuresOf([trial], { names: MethodName.options, listShare, times });
  });
  console.log(`\n${shop.name}: ${trial.silent.length} customers; in force: ${inForce} (${reason})`);
  report({ shop, inForce, figures, draws });
}

interface Outcome {
  shop: Shop;
  inForce: MethodName;
  figures: Map<MethodName, Figures>;
  draws: Map<MethodName, Figures>[];
}

function report({ shop, inForce, figures, draws }: Outcome) {
  const own = figures.get(inForce);
  if (!own) throw new Error(`${inForce} was not tried`);
  const demand = (isMet: boolean, what: string) => {
    if (!isMet) missed.push(`${shop.name}: ${what}`);
  };
  for (const [name, rival] of figures) {
    const ahead = (figure: 'auc' | 'logLoss' | 'brier') =>
      centralInterval(
        own[figure] - rival[figure],
        draws.map((draw) => (draw.get(inForce)?.[figure] ?? 0) - (draw.get(name)?.[figure] ?? 0)),
      );
    const [auc, brier, logLoss] = [ahead('auc'), ahead('brier'), ahead('logLoss')];
    const bias = `${percent(rival.countBias)} / ${percent(rival.revenueBias)}`;
    console.log(
      `  ${name.padEnd(11)} AUC ${rival.auc.toFixed(4)} Brier ${rival.brier.toFixed(4)} log-loss ${rival.logLoss.toFixed(4)}` +
        ` | in force minus it: AUC ${show(auc)} Brier ${show(brier)} log-loss ${show(logLoss)} | count / revenue bias ${bias}`,
    );
    if (name === inForce) continue;
    demand((auc.high ?? 1) >= 0, `AUC is significantly below ${name}`);
    demand(own.brier < rival.brier, `Brier is not below ${name}`);
    demand(own.logLoss < rival.logLoss, `log-loss is not below ${name}`);
  }
  demand(Math.abs(own.countBias) <= 0.1, `count bias is ${percent(own.countBias)}`);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const show = ({ value, low, high }: ReturnType<typeof centralInterval>) =>
  `${value?.toFixed(4)} [${low?.toFixed(4)}, ${high?.toFixed(4)}]`;

for (const shop of publicShops) check(shop);
console.log(missed.length === 0 ? '\nAll targets met.' : `\nMissed:\n  ${missed.join('\n  ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
