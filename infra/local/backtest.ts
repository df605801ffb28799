// `npm run backtest -- sales.csv`: tries the churn methods on a business's own file and scores its customers.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { scoreShop } from '../../shared/churn/backtest/file-shop.ts';
import { loadSales } from '../../shared/churn/backtest/load-sales.ts';
import { reportLines } from '../../shared/churn/backtest/report-lines.ts';
import { scoresCsv } from '../../shared/churn/backtest/scores-csv.ts';
import { weeklyPurchases } from '../../shared/churn/backtest/weekly.ts';
import { Language } from '../../shared/customers/schema.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import { reportPage } from './report-page.ts';

const usage =
  'npm run backtest -- sales.csv [--horizon-days 90] [--as-of YYYY-MM-DD] [--language en|am] [--html report.html] [--scores out.csv]';

class UsageError extends Error {}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'horizon-days': { type: 'string', default: '90' },
      'as-of': { type: 'string' },
      language: { type: 'string', default: 'en' },
      html: { type: 'string' },
      scores: { type: 'string' },
    },
  });
  const [file] = positionals;
  const horizonDays = Number(values['horizon-days']);
  if (file === undefined || positionals.length > 1) throw new UsageError('Name one file of sales.');
  if (!Number.isInteger(horizonDays) || horizonDays < 7 || horizonDays > 730)
    throw new UsageError('--horizon-days must be a whole number from 7 to 730.');
  const language = Language.safeParse(values.language);
  if (!language.success) throw new UsageError('--language is en or am.');
  return { ...values, file, horizonDays, language: language.data };
}

async function run() {
  const { file, horizonDays, html, scores, language, 'as-of': asOf } = options();
  const loaded = loadSales(readFileSync(file, 'utf8'), asOf);
  for (const note of loaded.notes) console.error(note);
  if (!loaded.histories) return 1;
  const { histories, now } = loaded;
  const shop = scoreShop(histories, now, horizonDays);
  console.log(`${basename(file)}, as of ${shop.learnt.backtest.until}, risks over ${horizonDays} days`);
  console.log(reportLines(shop.learnt, language).join('\n'));
  if (scores) writeFileSync(scores, scoresCsv(histories.ids, shop));
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
