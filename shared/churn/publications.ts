// From an image of a customer before and after to what the bus is told.
import * as z from 'zod';
import { type BusEntry, busEntry } from '../platform/events.ts';
import { hashOf } from '../platform/ids.ts';
import type { Images } from '../platform/stream.ts';
import { RiskChanged } from './events.ts';
import { Score } from './schema.ts';

const Image = z.object({ pk: z.string(), stats: z.object({ lastDay: z.int() }), score: Score });

/**
 * A band change, or undefined when there was none: a first score is no change, and neither is a score that went away.
 * The event's id follows from what changed, so the same change read twice is the same event.
 */
export function riskChange({ before, after }: Images, at: string): BusEntry | undefined {
  const [was, is] = [Image.safeParse(before), Image.safeParse(after)];
  if (!was.success || !is.success || was.data.score.band === is.data.score.band) return undefined;
  const { pk, stats, score } = is.data;
  const [from, to] = [was.data.score.band, score.band];
  return busEntry(RiskChanged, {
    id: hashOf([RiskChanged.name, pk, from, to, String(stats.lastDay), String(score.asOf)]),
    at,
    data: {
      customerId: pk,
      from,
      to,
      episode: stats.lastDay,
      asOf: score.asOf,
      valueAtRisk: score.valueAtRisk,
    },
  });
}
