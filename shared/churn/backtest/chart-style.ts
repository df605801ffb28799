// What all charts share: form, colours, frame.
import type { TopLevelSpec } from 'vega-lite';

export interface Chart {
  title: { en: string; am: string };
  spec: TopLevelSpec;
}

export const ink = '#1f4e5f';
export const second = '#d98e04';
export const faint = '#9aa5ab';
export const frame = { width: 420, height: 260, background: 'white', padding: 8 } as const;
export const share = { format: '.0%', grid: true } as const;
