// `npm run backtest -- sales.csv`: tries the churn methods on a business's own file and scores its customers.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { scoreShop } from '../../shared/churn/backtest/file-shop.ts';
import { loadSales } from '../../shared/churn/backtest/load-sales.ts';
import { reportLines } from '../../shared/churn/backtest/report-lines.ts';
import { scoresCsv } from '../../shared/churn/backtest/scores-csv.ts';
import { weeklyPurchases } from '../../shared/churn/backtest/weekly.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import { readOptions, UsageError, usage } from './backtest-options.ts';
import { reportPage } from './report-page.ts';

async function run() {
  const {
    file,
    horizonDays,
    html,
    scores,
    language,
    uncorrected,
    'as-of': asOf,
  } = readOptions(process.argv.slice(2));
  const loaded = loadSales(readFileSync(file, 'utf8'), asOf);
  for (const note of loaded.notes) console.error(note);
  if (!loaded.histories) return 1;
  const { histories, now } = loaded;
  const shop = scoreShop(histories, now, horizonDays);
  console.log(`${basename(file)}, as of ${shop.learnt.backtest.until}, risks over ${horizonDays} days`);
  console.log(reportLines(shop.learnt, language).join('\n'));
  const shown = uncorrected ? { ...shop, scores: shop.uncorrected() } : shop;
  if (scores) writeFileSync(scores, scoresCsv(histories.ids, shown));
  if (html) {
    const { backtest } = shop.learnt;
    const cut = backtest.cuts.at(-1);
    const weekly = cut ? weeklyPurchases(shop.sample, backtest, dayOfDate(cut.date)) : [];
    const pAlive = shop.scores.map((score) => score.pAlive);
    const valueAtRisk = shop.scores.map((score) => score.valueAtRisk / 100);
    writeFileSync(
      html,
      await reportPage(basename(file), shop.learnt, { backtest, weekly, pAlive, valueAtRisk }),
    );
  }
  return 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isExpected = error instanceof UsageError || 'code' in error;
  console.error(isExpected ? `${error.message}\n${usage}` : error);
  process.exitCode = 2;
}
