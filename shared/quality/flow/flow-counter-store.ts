// The counters of a day in `Program`: each a set that replays cannot change, one item per day, source and counter.
import * as z from 'zod';
import { dayOfDate } from '../../platform/days.ts';
import { inParallel } from '../../platform/parallel.ts';
import { ConditionFailed, type Item, type Table } from '../../platform/table.ts';
import { isHash, knownFrom, LIMIT, membersToAdd, packMember, readMember } from './distinct-count.ts';
import { EventViolation, type Tick, violationId } from './flow.ts';
import type { Counter } from './flow-day.ts';

/** Names of events without a plan, and kinds of violations: of each so many per source and day. */
export const MAX_NAMES = 50;

const KEPT_DAYS = 100;
const PARALLEL = 8;
const REMEMBERED = 300;

export const partitionOf = (date: string): string => `flow#${date}`;

const Row = z.object({
  sk: z.string(),
  members: z.set(z.instanceof(Uint8Array)).default(new Set()),
  names: z.set(z.string()).default(new Set()),
  violation: EventViolation.optional(),
});

/** A counter from its item. */
export function counterOf(item: Item): Counter {
  const { sk, members, names, violation } = Row.parse(item);
  const [source = '', ...counter] = sk.split('#');
  return {
    source,
    counter: counter.join('#'),
    members: new Set([...members].map(readMember)),
    names,
    violation,
  };
}

type Known = Pick<Counter, 'members' | 'names'>;
const nothing: Known = { members: new Set(), names: new Set() };

/** What a batch brings to one counter. */
interface Brought {
  date: string;
  sk: string;
  hashes: number[];
  names: Set<string>;
  violation?: EventViolation;
}

export class FlowCounters {
  private readonly program: Table;
  /** What this process knows of the sets: they only grow, so it is never wrong, only short. The oldest goes first. */
  private readonly known = new Map<string, Known>();

  constructor(program: Table) {
    this.program = program;
  }

  /** Counts what was not counted before. Throws when the store fails: the same again is then right. */
  async add(ticks: readonly Tick[]): Promise<void> {
    const known = await this.bringAll([...ticks.flatMap(plain), ...ticks.flatMap(admission)]);
    // Full is full for good: whether a kind of violation is counted does not depend on who asks when.
    const isAdmitted = (tick: Tick) =>
      admission(tick).every((one) => [...one.names].every((id) => known.get(memoryKey(one))?.names.has(id)));
    await this.bringAll(ticks.filter(isAdmitted).flatMap(violationOf));
  }

  /** Gives what is known of each counter then. */
  private async bringAll(brought: readonly Brought[]): Promise<Map<string, Known>> {
    const byCounter = new Map<string, Brought>();
    for (const one of brought) {
      const all = byCounter.get(memoryKey(one)) ?? { ...one, hashes: [], names: new Set() };
      all.hashes.push(...one.hashes);
      for (const name of one.names) all.names.add(name);
      byCounter.set(memoryKey(one), all);
    }
    return new Map(
      await inParallel(
        [...byCounter],
        PARALLEL,
        async ([key, one]) => [key, await this.bring(key, one)] as const,
      ),
    );
  }

  // A refusal shows that the set is full, and then only what cannot be refused is added: each turn gets further.
  private async bring(key: string, brought: Brought): Promise<Known> {
    for (;;) {
      const known = this.known.get(key) ?? nothing;
      const members = membersToAdd(knownFrom(known.members), brought.hashes);
      const isFull = known.names.size >= MAX_NAMES;
      const names = isFull ? [] : [...brought.names].filter((name) => !known.names.has(name));
      if (members.length === 0 && names.length === 0) return known;
      try {
        this.remember(key, await this.program.update(addition(brought, members, names.slice(0, MAX_NAMES))));
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        this.remember(key, error.item);
      }
    }
  }

  private remember(key: string, item: Item | undefined): void {
    if (!item) throw new Error('the store did not say what it holds');
    this.known.delete(key);
    this.known.set(key, counterOf(item));
    const [oldest] = this.known.keys();
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }
}

const memoryKey = ({ date, sk }: Pick<Brought, 'date' | 'sk'>): string => `${date} ${sk}`;

function plain(tick: Tick): Brought[] {
  if (tick.counter === 'violation') return [];
  const { date, source, counter, hash } = tick;
  const name = counter === 'unplanned' ? tick.name : undefined;
  return [
    { date, sk: `${source}#${counter}`, hashes: [hash], names: new Set(name === undefined ? [] : [name]) },
  ];
}

/** Asks for a place among the kinds of violations that are counted of a source and day: names of its `flagged` counter. */
function admission(tick: Tick): Brought[] {
  if (tick.counter !== 'violation') return [];
  const { date, source, hash, violation } = tick;
  return [{ date, sk: `${source}#flagged`, hashes: [hash], names: new Set([violationId(violation)]) }];
}

function violationOf(tick: Tick): Brought[] {
  if (tick.counter !== 'violation') return [];
  const { date, source, hash, violation } = tick;
  const sk = `${source}#violation#${violationId(violation)}`;
  return [{ date, sk, hashes: [hash], names: new Set(), violation }];
}

function addition({ date, sk, violation }: Brought, members: number[], names: string[]) {
  const conditions = [
    ...(members.some(isHash) ? ['(attribute_not_exists(#members) OR size(#members) < :limit)'] : []),
    ...(names.length > 0 ? ['(attribute_not_exists(#names) OR size(#names) < :maxNames)'] : []),
  ];
  const adds = [
    ...(members.length > 0 ? ['#members :members'] : []),
    ...(names.length > 0 ? ['#names :names'] : []),
  ];
  const sets = ['#expiresAt = :expiresAt', ...(violation ? ['#violation = :violation'] : [])];
  return {
    Key: { pk: partitionOf(date), sk },
    UpdateExpression: `SET ${sets.join(', ')} ADD ${adds.join(', ')}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: {
      '#expiresAt': 'expiresAt',
      ...(members.length > 0 && { '#members': 'members' }),
      ...(names.length > 0 && { '#names': 'names' }),
      ...(violation && { '#violation': 'violation' }),
    },
    ExpressionAttributeValues: {
      ':expiresAt': (dayOfDate(date) + KEPT_DAYS) * 86_400,
      ...(members.length > 0 && { ':members': new Set(members.map(packMember)) }),
      ...(members.some(isHash) && { ':limit': LIMIT }),
      ...(names.length > 0 && { ':names': new Set(names), ':maxNames': MAX_NAMES }),
      ...(violation && { ':violation': violation }),
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}
