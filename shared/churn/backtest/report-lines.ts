// The report for a terminal: the facts in words, then every method in figures.
import type { Language } from '../../customers/schema.ts';
import type { LearntShop } from './learn-shop.ts';
import { reportFacts } from './report-facts.ts';
import { sentenceOf } from './report-texts.ts';
import type { Interval, MethodResult } from './schema.ts';

export function reportLines(learnt: LearntShop, language: Language): string[] {
  const words = reportFacts(learnt).map((fact) => `  ${sentenceOf(fact, language)}`);
  const { methods, inForce, listSize } = learnt.backtest;
  if (methods.length === 0) return words;
  return [...words, '', ...table(methods, inForce, listSize)];
}

const headings = [
  'method',
  'log-loss',
  'Brier',
  'AUC',
  'in top',
  'of lost value',
  'count bias',
  'revenue bias',
];

/** Values with 95 % intervals; the method in force is marked. */
export function table(methods: readonly MethodResult[], inForce: string, listSize: number): string[] {
  const rows = methods.map((m) => [
    `${m.name === inForce ? '*' : ' '} ${m.name}`,
    figure(m.logLoss, 4),
    figure(m.brier, 4),
    figure(m.auc, 4),
    share(m.top.precision),
    share(m.top.capturedValue),
    share(m.countBias),
    share(m.revenueBias),
  ]);
  const cells = [headings.map((h) => (h === 'in top' ? `in top ${listSize}` : h)), ...rows];
  const widths = headings.map((_, c) => Math.max(...cells.map((row) => (row[c] ?? '').length)));
  return cells.map((row) => `  ${row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join('  ')}`.trimEnd());
}

const figure = ({ value, low, high }: Interval, digits: number) => {
  const text = (v: number | null) => v?.toFixed(digits) ?? '-';
  return value === null ? '-' : `${text(value)} [${text(low)}, ${text(high)}]`;
};

const percent = (v: number | null) => (v === null ? '-' : (100 * v).toFixed(0));
const share = (interval: Interval | null) =>
  interval === null || interval.value === null
    ? '-'
    : `${percent(interval.value)} % [${percent(interval.low)}, ${percent(interval.high)}]`;
