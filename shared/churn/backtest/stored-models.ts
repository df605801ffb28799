// The timing models by name: fitting one to states, and its answers from stored parameters.
import type { States } from '../calibration/histories.ts';
import { type Timing, timingOf } from '../calibration/timing.ts';
import { bgNbd } from '../models/bg-nbd.ts';
import { groupColumns } from '../models/histories.ts';
import { mbgCnbdK } from '../models/mbg-cnbd-k.ts';
import { mbgNbd } from '../models/mbg-nbd.ts';
import type { History } from '../models/model.ts';
import { paretoNbd } from '../models/pareto-nbd.ts';
import type { ModelName, StoredModel } from './schema.ts';

/** MAP with the weak prior: a rival fitted without it would lose on small shops for the wrong reason. */
export function fitStored(name: ModelName, states: States): StoredModel {
  const litt = states.litt.reduce((a, b) => a + b, 0);
  const groups = groupColumns(states, litt);
  switch (name) {
    case 'mbg-cnbd-k':
      return { name, params: mbgCnbdK.fit(groups).params };
    case 'mbg-nbd':
      return { name, params: mbgNbd.fit(groups).params };
    case 'bg-nbd':
      return { name, params: bgNbd.fit(groups).params };
    case 'pareto-nbd':
      return { name, params: paretoNbd.fit(groups).params };
  }
}

export function timingFor(stored: StoredModel): Timing {
  switch (stored.name) {
    case 'mbg-cnbd-k':
      return timingOf(mbgCnbdK, stored.params);
    case 'mbg-nbd':
      return timingOf(mbgNbd, stored.params);
    case 'bg-nbd':
      return timingOf(bgNbd, stored.params);
    case 'pareto-nbd':
      return timingOf(paretoNbd, stored.params);
  }
}

/** P(no purchase in `weeks`) of one customer. */
export function noPurchaseBy(stored: StoredModel, history: History, weeks: number): number {
  switch (stored.name) {
    case 'mbg-cnbd-k':
      return mbgCnbdK.probabilityNoPurchase(stored.params, history, weeks);
    case 'mbg-nbd':
      return mbgNbd.probabilityNoPurchase(stored.params, history, weeks);
    case 'bg-nbd':
      return bgNbd.probabilityNoPurchase(stored.params, history, weeks);
    case 'pareto-nbd':
      return paretoNbd.probabilityNoPurchase(stored.params, history, weeks);
  }
}
