// A backtest as one self-contained HTML page: words in both languages, figures, and the charts as inline SVG.
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { Chart } from '../../shared/churn/backtest/chart-style.ts';
import { type ChartInput, charts } from '../../shared/churn/backtest/charts.ts';
import type { LearntShop } from '../../shared/churn/backtest/learn-shop.ts';
import { reportFacts } from '../../shared/churn/backtest/report-facts.ts';
import { table } from '../../shared/churn/backtest/report-lines.ts';
import { sentenceOf } from '../../shared/churn/backtest/report-texts.ts';

const style = `
  body { font: 16px/1.5 system-ui, "Noto Sans Ethiopic", sans-serif; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; color: #1d2a30 }
  h1 { font-size: 1.5rem } h2 { font-size: 1.05rem; margin: 0 } h2 + p { margin: 0 0 .5rem; color: #55646b }
  .words { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem 3rem }
  .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(29rem, 1fr)); gap: 2rem; margin-top: 2rem }
  svg { max-width: 100%; height: auto } pre { overflow-x: auto; font-size: 11px; background: #f4f6f7; padding: 1rem }`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

async function drawn({ title, spec }: Chart): Promise<string> {
  const svg = await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
  return `<section><h2>${escaped(title.en)}</h2><p lang="am">${escaped(title.am)}</p>${svg}</section>`;
}

/** `name` heads the page. Loads nothing from anywhere. */
export async function reportPage(name: string, learnt: LearntShop, input: ChartInput): Promise<string> {
  const facts = reportFacts(learnt);
  const words = (language: 'en' | 'am') =>
    `<ul lang="${language}">${facts.map((fact) => `<li>${escaped(sentenceOf(fact, language))}</li>`).join('')}</ul>`;
  const { methods, inForce, listSize, until, horizonDays } = learnt.backtest;
  const figures =
    methods.length > 0 ? `<pre>${escaped(table(methods, inForce, listSize).join('\n'))}</pre>` : '';
  const drawings: string[] = [];
  for (const chart of charts(input)) drawings.push(await drawn(chart));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(name)}: backtest</title><style>${style}</style></head><body>
<h1>${escaped(name)}: who will buy again within ${horizonDays} days, as of ${until}</h1>
<div class="words">${words('en')}${words('am')}</div>
${figures}
<div class="charts">${drawings.join('\n')}</div>
</body></html>
`;
}
