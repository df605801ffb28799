// What the steps of an import work with.
import type { TakeInParts } from '../../ingest/take-in.ts';
import type { Files } from '../../platform/files.ts';
import type { Objects } from '../../platform/objects.ts';
import type { ImportStore } from '../import-store.ts';
import type { Reading } from '../people.ts';
import type { PeopleStore } from '../people-store.ts';
import type { Plan } from '../schema.ts';
import type { ToldStore } from '../told-store.ts';

export interface FileParts {
  store: Pick<ImportStore, 'get' | 'note' | 'noteDone'>;
  files: Pick<Files, 'facts' | 'read' | 'readSpan' | 'readAll' | 'write'>;
  objects: Pick<Objects, 'get' | 'put' | 'putBytes' | 'getBytes'>;
  business: { currency: string; country: string; timeZone: string };
}

export interface WorkParts extends FileParts {
  people: Pick<PeopleStore, 'look'>;
  told: Pick<ToldStore, 'has'>;
  log: Pick<TakeInParts, 'store' | 'resolve' | 'plan'>;
}

/** How the cells of a planned import are read. */
export function readingOf(plan: Omit<Plan, 'noted'>, business: FileParts['business']): Reading {
  const { options, dateOrder, is1904 } = plan;
  return {
    country: options.country ?? business.country,
    currency: options.currency ?? business.currency,
    timeZone: business.timeZone,
    dates: { calendar: options.calendar, order: dateOrder, today: plan.now.slice(0, 10), is1904 },
    isCommaDecimal: plan.delimiter === ';',
    now: Date.parse(plan.now),
  };
}
