// Charts of the scores as of today: who is still a customer, and where the value at risk stands.
import { type Chart, frame, ink, share } from './chart-style.ts';

export function aliveChart(pAlive: readonly number[]): Chart {
  const bins = Array.from({ length: 20 }, (_, i) => ({ from: i / 20, to: (i + 1) / 20, customers: 0 }));
  for (const p of pAlive) {
    const bin = bins[Math.min(19, Math.floor(p * 20))];
    if (bin) bin.customers += 1;
  }
  return {
    title: { en: 'Chance of still being a customer', am: 'አሁንም ደንበኛ የመሆን ዕድል' },
    spec: {
      ...frame,
      data: { values: bins },
      mark: { type: 'bar', color: ink },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative',
          bin: { binned: true, step: 0.05 },
          axis: { format: '.0%', title: 'P(alive)' },
        },
        x2: { field: 'to' },
        y: { field: 'customers', type: 'quantitative', axis: { title: 'customers' } },
      },
    },
  };
}

/** At most 200 points of the running share, customers by falling value at risk. */
export function valueChart(valueAtRisk: readonly number[]): Chart {
  const falling = [...valueAtRisk].sort((a, b) => b - a);
  const total = falling.reduce((a, b) => a + b, 0);
  const every = Math.max(1, Math.ceil(falling.length / 200));
  let sum = 0;
  const values = falling.flatMap((value, i) => {
    sum += value;
    const isPoint = (i + 1) % every === 0 || i + 1 === falling.length;
    return isPoint ? [{ customers: i + 1, share: sum / total }] : [];
  });
  return {
    title: {
      en: 'How few customers hold most of the value at risk',
      am: 'ሊታጣ ከሚችለው ገቢ አብዛኛው የስንት ደንበኞች ነው',
    },
    spec: {
      ...frame,
      data: { values: [{ customers: 0, share: 0 }, ...values] },
      mark: { type: 'area', color: ink, opacity: 0.8 },
      encoding: {
        x: {
          field: 'customers',
          type: 'quantitative',
          axis: { title: 'customers, most value at risk first' },
        },
        y: { field: 'share', type: 'quantitative', axis: { ...share, title: 'share of value at risk' } },
      },
    },
  };
}
