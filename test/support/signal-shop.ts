// A made-up shop with purchases, complaints and ratings in its log. In one, most who leave have complained shortly before;
// ratings are given at random in both.

import { purchaseDays, type StoredSample, storeSample } from '../../shared/churn/sample.ts';
import { factsOf } from '../../shared/churn/signal-facts.ts';
import type { Stats } from '../../shared/customers/schema.ts';
import { type FoldedSignals, feedbackOf, type LoggedSignal } from '../../shared/ingest/signals.ts';
import { dateOfDay } from '../../shared/platform/days.ts';
import { seededRandom } from '../../shared/stats/random.ts';
import { aPurchase, business, statsOf } from './small-shop.ts';

const HISTORY_DAYS = 400;
/** A case is settled after so many days, if the customer waits for it. */
const SETTLED_AFTER = 15;

export interface SignalShop {
  sample: StoredSample;
  customers: { stats: Stats; signals: FoldedSignals; isSilent: boolean }[];
}

const aSignal = (day: number, id: string, signal: LoggedSignal['signal']): LoggedSignal => {
  const at = `${dateOfDay(day)}T10:00:00.000Z`;
  return { sk: `signal#${at}#${id}`, id, at, signal };
};

/** Purchases every 20 days or so until the customer's own last day, and what they say of us meanwhile. */
function lifeOf(seed: number, now: number, complaintsMatter: boolean) {
  const random = seededRandom(seed);
  const first = now - HISTORY_DAYS + Math.floor(random.uniform() * 60);
  const leaves = first + 60 + random.uniform() * 500;
  const days: number[] = [];
  for (let day = first; day < leaves && day < now + 200; day += 1 + Math.floor(random.exponential(1 / 20))) {
    days.push(day);
  }
  const signals: LoggedSignal[] = [];
  const complain = (day: number, isSettled: boolean) => {
    const name = `case-${day}`;
    signals.push(aSignal(day, `open-${day}`, { type: 'complaint', isOpen: true, case: name }));
    if (!isSettled) return;
    const end = day + SETTLED_AFTER;
    signals.push(aSignal(end, `end-${day}`, { type: 'complaint', isOpen: false, case: name }));
  };
  if (complaintsMatter && random.uniform() < 0.75) complain(Math.floor(leaves), false);
  for (let day = first; day < now + 200; day += 40 + Math.floor(random.uniform() * 400)) {
    complain(day, true);
    const rating = 1 + Math.floor(random.uniform() * 5);
    signals.push(aSignal(day + 9, `rating-${day}`, { type: 'rating', rating, outOf: 5 }));
  }
  return { days, signals };
}

/** As known at the end of day `now`, and who then bought nothing for `horizonDays`. */
export function signalShop(
  size: number,
  {
    now,
    horizonDays,
    complaintsMatter,
    seed = 1,
  }: { now: number; horizonDays: number; complaintsMatter: boolean; seed?: number },
): SignalShop {
  const { timeZone } = business;
  const lives = Array.from({ length: size }, (_, i) => lifeOf(seed * 10_000 + i, now, complaintsMatter));
  const upToNow = (signals: LoggedSignal[]) => signals.filter(({ at }) => at.slice(0, 10) <= dateOfDay(now));
  const sample = storeSample(
    lives.map(({ days }) =>
      purchaseDays(
        days.map((day) => aPurchase(day, 1_000, `o${day}`)),
        now,
        business,
      ),
    ),
    lives.map(({ signals }) =>
      factsOf({ orders: [], signals, mails: [], visits: { at: [], isCut: false } }, now, timeZone),
    ),
  );
  return {
    sample,
    customers: lives.map(({ days, signals }) => ({
      stats: statsOf(days.filter((day) => day <= now)),
      signals: feedbackOf(upToNow(signals), timeZone),
      isSilent: !days.some((day) => day > now && day <= now + horizonDays),
    })),
  };
}
