// One customer after some changes of the log: a pure step from what is stored to what must be written.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Score } from '../churn/schema.ts';
import { foldConsent } from '../customers/consent.ts';
import { nameIndex } from '../customers/names.ts';
import {
  type Consents,
  Customer,
  consentKey,
  type Profile,
  type Signals,
  type Stats,
} from '../customers/schema.ts';
import { unpackBody } from './body.ts';
import type { Change } from './change.ts';
import { type Folded, type FoldSettings, increment, plainFold } from './fold.ts';
import { Incoming, traitsOf } from './incoming.ts';
import { CONSENT_GIVEN, CONSENT_REQUESTED, ConsentProperties } from './kinds.ts';
import { compareEntries, type LoggedOrder } from './orders.ts';
import { applyChange, displayName, profileChange } from './profile.ts';
import type { Entry } from './schema.ts';
import { type FoldedSignals, foldSignals, type SignalLog } from './signals.ts';

/** What of a customer the step reads and writes. */
export const Projected = Customer.pick({
  pk: true,
  updatedAt: true,
  profile: true,
  profileAt: true,
  consents: true,
  stats: true,
  signals: true,
  score: true,
  mergedInto: true,
});
export type Projected = z.output<typeof Projected>;

export interface ProjectSettings extends FoldSettings {
  /** Default region of phones. */
  country: string;
  /** The score of these stats and signals with the model in force; undefined while there is none. */
  rescore(stats: Stats, previous: Score | undefined, signals: Signals | undefined): Score | undefined;
}

/** Parts of the log that a rebuild needs: purchases and refunds, identify calls, complaints and ratings, visits. */
type LogPart = 'orders' | 'identify' | keyof SignalLog;
export interface Log extends SignalLog {
  orders?: readonly LoggedOrder[];
  identify?: readonly LoggedCall[];
}
export type LoggedCall = Pick<Entry, 'id' | 'at' | 'body'>;

/** What changes; a part that stays as it is is absent, `stats: null` means that no purchase is left. */
export interface Write {
  stats?: Stats | null;
  signals?: Signals;
  score?: Score | undefined;
  profile?: Profile;
  profileAt?: string | undefined;
  names?: ReturnType<typeof nameIndex>;
  consents?: Consents;
  updatedAt: string;
}

export type Step = { needs: LogPart[] } | { write: Write | undefined };

const isOrder = (entry: Entry): entry is Entry & LoggedOrder =>
  (entry.kind === 'purchase' || entry.kind === 'refund') && entry.order !== undefined;

/** Undefined: nothing to fold. 'rebuild': the log must be read. */
function foldOrders(
  customer: Projected,
  changes: readonly Change[],
  settings: FoldSettings,
  log: Log,
): { folded: Folded | undefined } | 'rebuild' | undefined {
  const mine = changes.filter(({ entry }) => isOrder(entry));
  if (mine.length === 0) return undefined;
  if (log.orders) return { folded: plainFold(log.orders, settings) };
  let folded: Folded | undefined = customer.stats;
  for (const { entry, isNew } of mine) {
    const isUsual = isNew && isOrder(entry) && entry.kind === 'purchase';
    folded = isUsual && folded ? increment(folded, entry, settings) : undefined;
    if (!folded) return 'rebuild';
  }
  return { folded };
}

function changeByCall(call: Pick<Entry, 'body'>, country: string) {
  const event = Incoming.parse(call.body && unpackBody(call.body));
  return profileChange(traitsOf(event), event.context, country);
}

function foldProfile(customer: Projected, changes: readonly Change[], country: string, log: Log) {
  const mine = changes.filter(({ entry }) => entry.kind === 'identify');
  if (mine.length === 0) return undefined;
  let { profile, profileAt } = customer;
  let calls: LoggedCall[] = mine.map(({ entry }) => entry);
  if (log.identify) {
    [profile, profileAt] = [{}, undefined];
    calls = [...log.identify].sort(compareEntries);
  } else if (mine.some(({ isNew }) => !isNew)) return 'rebuild';
  for (const call of calls) {
    if (!log.identify && profileAt !== undefined && call.at <= profileAt) return 'rebuild';
    profile = applyChange(profile, changeByCall(call, country));
    profileAt = call.at;
  }
  return { profile, profileAt };
}

function foldConsents(customer: Projected, changes: readonly Change[]): Consents {
  let consents = customer.consents;
  for (const { entry, isGone } of changes) {
    // A request grants nothing.
    if (entry.kind !== 'consent' || entry.name === CONSENT_REQUESTED || isGone) continue;
    const { properties } = z
      .object({ properties: ConsentProperties })
      .parse(entry.body && unpackBody(entry.body));
    const { channel, purpose, source, wordingVersion, addressHash } = properties;
    consents = foldConsent(consents, consentKey(channel, purpose), {
      status: entry.name === CONSENT_GIVEN ? 'granted' : 'withdrawn',
      source,
      at: entry.at,
      ...(wordingVersion !== undefined && { wordingVersion }),
      ...(addressHash !== undefined && { addressHash }),
    });
  }
  return consents;
}

/**
 * The step. `log` holds what an earlier answer asked for with `needs`, read after `customer` was. The same changes again,
 * in any order and grouping, end in the same customer: what is not safely newer than all before is made anew from the log.
 */
export function project(
  customer: Projected,
  unordered: readonly Change[],
  settings: ProjectSettings,
  log: Log = {},
): Step {
  const changes = [...unordered].sort((one, other) => compareEntries(one.entry, other.entry));
  const orders = foldOrders(customer, changes, settings, log);
  const profile = foldProfile(customer, changes, settings.country, log);
  const signals = foldSignals(customer, changes, settings.timeZone, log);
  const needs: LogPart[] = signals && 'needs' in signals ? [...signals.needs] : [];
  if (orders === 'rebuild') needs.push('orders');
  if (profile === 'rebuild') needs.push('identify');
  if (orders === 'rebuild' || profile === 'rebuild' || (signals && 'needs' in signals)) return { needs };
  const consents = foldConsents(customer, changes);
  const parts = {
    ...scoredWrite(
      customer,
      {
        ...(orders && statsWrite(customer, orders.folded)),
        ...(signals && signalsWrite(customer, signals.folded)),
      },
      settings,
    ),
    ...(profile && profileWrite(customer, profile)),
    ...(!isDeepStrictEqual(consents, customer.consents) && { consents }),
  };
  if (Object.keys(parts).length === 0) return { write: undefined };
  const [updatedAt = customer.updatedAt] = [
    customer.updatedAt,
    ...changes.map(({ entry }) => entry.receivedAt),
  ]
    .sort()
    .reverse();
  return { write: { ...parts, updatedAt } };
}

function statsWrite(customer: Projected, folded: Folded | undefined): Pick<Write, 'stats'> {
  if (!folded) return customer.stats ? { stats: null } : {};
  const { version = 0, ...before } = customer.stats ?? {};
  if (isDeepStrictEqual(before, folded)) return {};
  return { stats: { ...folded, version: version + 1 } };
}

function signalsWrite(customer: Projected, folded: FoldedSignals): Pick<Write, 'signals'> {
  const { version = 0, ...before } = customer.signals ?? {};
  if (isDeepStrictEqual(before, folded)) return {};
  return { signals: { ...folded, version: version + 1 } };
}

/** With the score that follows, where anything it is made from has changed. */
function scoredWrite(
  customer: Projected,
  write: Pick<Write, 'stats' | 'signals'>,
  settings: ProjectSettings,
): Partial<Write> {
  const stats = write.stats === undefined ? customer.stats : write.stats;
  if (!stats || (!write.stats && !write.signals)) return write;
  const score = settings.rescore(stats, customer.score, write.signals ?? customer.signals);
  return score ? { ...write, score } : write;
}

function profileWrite(
  customer: Projected,
  next: { profile: Profile; profileAt: string | undefined },
): Partial<Write> {
  if (isDeepStrictEqual(next, { profile: customer.profile, profileAt: customer.profileAt })) return {};
  return { ...next, names: nameIndex(displayName(next.profile), customer.pk) };
}
