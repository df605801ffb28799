// The charts of a backtest as Vega-Lite specifications; drawing them is the caller's.
import { type Chart, faint, frame, ink, second, share } from './chart-style.ts';
import type { Backtest, MethodName } from './schema.ts';
import { aliveChart, valueChart } from './score-charts.ts';
import type { Week } from './weekly.ts';

export interface ChartInput {
  backtest: Backtest;
  weekly: readonly Week[];
  pAlive: readonly number[];
  valueAtRisk: readonly number[];
}

/** Charts for which there are data. */
export function charts({ backtest, weekly, pAlive, valueAtRisk }: ChartInput): Chart[] {
  const hasTrials = backtest.methods.length > 0;
  return [
    ...(hasTrials ? [calibrationChart(backtest), liftChart(backtest)] : []),
    ...(weekly.length > 0 ? [weeklyChart(weekly)] : []),
    ...(pAlive.length > 0 ? [aliveChart(pAlive)] : []),
    ...(valueAtRisk.some((value) => value > 0) ? [valueChart(valueAtRisk)] : []),
  ];
}

const methodOf = ({ methods }: Backtest, name: MethodName) => methods.find((method) => method.name === name);

function calibrationChart(backtest: Backtest): Chart {
  const values = methodOf(backtest, backtest.inForce)?.calibration ?? [];
  const axis = (title: string) => ({ ...share, title });
  return {
    title: {
      en: 'Said and happened: points on the line are right',
      am: 'የተባለው እና የሆነው፦ መስመሩ ላይ ያሉ ነጥቦች ትክክል ናቸው',
    },
    spec: {
      ...frame,
      layer: [
        {
          data: { values: [{ p: 0 }, { p: 1 }] },
          mark: { type: 'line', color: faint, strokeDash: [4, 4] },
          encoding: { x: { field: 'p', type: 'quantitative' }, y: { field: 'p', type: 'quantitative' } },
        },
        {
          data: { values },
          mark: { type: 'line', color: ink, point: { size: 60, color: ink } },
          encoding: {
            x: { field: 'predicted', type: 'quantitative', axis: axis('predicted to stay away') },
            y: { field: 'actual', type: 'quantitative', axis: axis('stayed away') },
          },
        },
      ],
    },
  };
}

function liftChart(backtest: Backtest): Chart {
  const line = (name: MethodName, label: string) => [
    { share: 0, found: 0, label },
    ...(methodOf(backtest, name)?.lift ?? []).map((found, i) => ({ share: (i + 1) / 10, found, label })),
  ];
  const values = [
    ...line(backtest.inForce, 'in use'),
    ...line('recency', 'days since last purchase'),
    { share: 0, found: 0, label: 'picked blindly' },
    { share: 1, found: 1, label: 'picked blindly' },
  ];
  return {
    title: {
      en: 'Of those who stayed away, how many are found by looking at the riskiest first',
      am: 'ከራቁት ደንበኞች ውስጥ፣ ከፍተኛ ስጋት ያለባቸውን በማስቀደም ስንቶቹ ይገኛሉ',
    },
    spec: {
      ...frame,
      data: { values },
      mark: { type: 'line' },
      encoding: {
        x: { field: 'share', type: 'quantitative', axis: { ...share, title: 'customers looked at' } },
        y: {
          field: 'found',
          type: 'quantitative',
          axis: { ...share, title: 'found of those who stayed away' },
        },
        color: {
          field: 'label',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['in use', 'days since last purchase', 'picked blindly'],
            range: [ink, second, faint],
          },
          legend: { orient: 'bottom', labelLimit: 300 },
        },
      },
    },
  };
}

function weeklyChart(weekly: readonly Week[]): Chart {
  const values = weekly.flatMap(({ week, predicted, actual }) => [
    { week, purchases: predicted, label: 'expected' },
    { week, purchases: actual, label: 'happened' },
  ]);
  return {
    title: {
      en: 'Repeat purchases per week after the last date tried',
      am: 'ከመጨረሻው የሙከራ ቀን በኋላ በየሳምንቱ ተደግመው የተደረጉ ግዢዎች',
    },
    spec: {
      ...frame,
      data: { values },
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'week', type: 'quantitative', axis: { title: 'week', tickMinStep: 1 } },
        y: {
          field: 'purchases',
          type: 'quantitative',
          axis: { title: 'purchase days' },
          scale: { zero: true },
        },
        color: {
          field: 'label',
          type: 'nominal',
          title: null,
          scale: { domain: ['expected', 'happened'], range: [ink, second] },
          legend: { orient: 'bottom', labelLimit: 300 },
        },
      },
    },
  };
}
