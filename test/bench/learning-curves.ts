// How many customers a shop needs before its own past should correct the model: mean log-loss on the hold-out
// of the public data, learnt on random subsets. Run with `node test/bench/learning-curves.ts [repeats]`.
import { logLosses } from '../../shared/churn/backtest/measures.ts';
import { judge, learnCorrected, learnMethods } from '../../shared/churn/backtest/method.ts';
import type { Method } from '../../shared/churn/backtest/schema.ts';
import { historiesOf, pick, span } from '../../shared/churn/calibration/histories.ts';
import { outcomes, statesAt } from '../../shared/churn/calibration/states.ts';
import { type Random, seededRandom } from '../../shared/stats/random.ts';
import { publicShops } from '../support/public-shops.ts';

const sizes = [30, 60, 100, 200, 300, 600, 1000];
const repeats = Number(process.argv[2] ?? 10);
const horizons = [91, undefined];

/** So many different positions below `size`. */
function draw(size: number, many: number, random: Random): number[] {
  const positions = Array.from({ length: size }, (_, i) => i);
  for (let i = 0; i < many; i++) {
    const j = i + Math.floor(random.uniform() * (size - i));
    [positions[i], positions[j]] = [positions[j] ?? 0, positions[i] ?? 0];
  }
  return positions.slice(0, many);
}

for (const shop of publicShops) {
  const known = new Set(statesAt(historiesOf(shop.sales()), shop.now).customer);
  const everyone = pick(historiesOf(shop.sales()), Int32Array.from(known));
  for (const horizonDays of horizons.map((days) => days ?? shop.horizonDays)) {
    console.log(
      `\n${shop.name.split(',')[0]}, ${horizonDays} days ahead: mean log-loss (${repeats} subsets each)`,
    );
    console.log('  customers  plain logit  RFM     model   corrected  corrected - model [standard error]');
    const random = seededRandom(5);
    for (const size of sizes) {
      const losses = Array.from({ length: repeats }, () => {
        const histories = pick(everyone, draw(everyone.ids.length, size, random));
        const at = { first: span(histories).first, now: shop.now, horizonDays };
        const states = statesAt(histories, shop.now);
        const { count } = outcomes(histories, states, shop.now, shop.now + horizonDays);
        const silent = Uint8Array.from(count, (c) => (c === 0 ? 1 : 0));
        const loss = (method: Method) => mean(logLosses(judge(method, states, horizonDays).risk, silent));
        const [logit = 0, rfm = 0, model = 0] = learnMethods(histories, at, {
          names: ['logit', 'rfm', 'mbg-cnbd-k'],
        }).map(loss);
        const corrected = loss(learnCorrected(histories, at, { customers: Number.POSITIVE_INFINITY }).method);
        return { logit, rfm, model, corrected, gain: corrected - model };
      });
      const of = (name: 'logit' | 'rfm' | 'model' | 'corrected' | 'gain') => losses.map((loss) => loss[name]);
      const gain = mean(of('gain'));
      const error = Math.sqrt(mean(of('gain').map((g) => (g - gain) ** 2)) / Math.max(1, repeats - 1));
      const figures = (['logit', 'rfm', 'model', 'corrected'] as const).map((name) =>
        mean(of(name)).toFixed(4),
      );
      console.log(
        `  ${String(size).padEnd(9)}  ${figures.join('  ')}  ${gain.toFixed(4)} [${error.toFixed(4)}]`,
      );
    }
  }
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}
