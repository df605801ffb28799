// Holds an accepted event against the tracking plan. It never throws, and never says anything of an event's values.
import { type Incoming, traitsOf } from '../../ingest/incoming.ts';
import { compiled, type Mismatch } from './compiled.ts';
import { type PlannedEvent, planName, type TrackingPlan } from './plan-schema.ts';
import { notRead, type Reading, traitsAt } from './readings.ts';
import { type Flags, MAX_VIOLATIONS, type Violation } from './violation.ts';

export interface Planned extends Reading {
  /** When it happened, milliseconds. */
  at: number;
}

export interface CheckingPlan {
  version: number;
  /** What the log keeps of it; nothing for an event that is as planned. */
  flagsOf(event: Planned): Flags;
  /** The same with what is wanted instead, all of it. */
  mismatchesOf(event: Planned): Mismatch[];
}

type Check = ReturnType<typeof compiled>;
const callNames = new Set(['identify', 'group', 'page', 'screen', 'alias']);
const UNPLANNED: Violation = { pointer: '/event', rule: 'unplanned' };

/** What of a call is planned, and where it stands. */
const contentOf = (event: Incoming): [object, string] =>
  'properties' in event ? [event.properties, '/properties'] : [traitsOf(event), traitsAt(event)];

/**
 * A plan ready to be asked. Schemas are compiled when their event first comes. `failed` is told of a schema that cannot be
 * used, once per event name; such an event has no violation.
 */
export function checkingPlan(
  { version, unplanned, events }: Pick<TrackingPlan, 'version' | 'unplanned' | 'events'>,
  failed: (error: unknown, name: string) => void,
): CheckingPlan {
  const planned = new Map(events.map((event) => [planName(event.name), event]));
  const checks = new Map<string, Check>();
  const broken = new Set<string>();

  const checkOf = (key: string, { schema }: PlannedEvent): Check => {
    const check = checks.get(key) ?? compiled(schema);
    checks.set(key, check);
    return check;
  };
  const safely = (key: string, look: () => Mismatch[]): Mismatch[] => {
    try {
      return look();
    } catch (error) {
      if (!broken.has(key)) failed(error, key);
      broken.add(key);
      return [];
    }
  };
  const place = ({ event: { type }, name }: Planned) => {
    const isCall = callNames.has(type);
    const key = isCall ? type : planName(name);
    // A track event that is called `identify` is no such call.
    const entry = isCall || !callNames.has(key) ? planned.get(key) : undefined;
    return { key, entry, isUnplanned: type === 'track' && entry === undefined };
  };
  const look = (heard: Planned) => {
    const { key, entry, isUnplanned } = place(heard);
    const isHeld = entry && !(entry.since && heard.at < Date.parse(entry.since));
    const mismatches: Mismatch[] = [
      ...(isUnplanned && unplanned === 'flag' ? [UNPLANNED] : []),
      ...safely('rules of ours', () => notRead(heard)),
      ...(isHeld ? safely(key, () => checkOf(key, entry)(...contentOf(heard.event))) : []),
    ];
    return { isUnplanned, mismatches };
  };

  return {
    version,
    mismatchesOf: (event) => look(event).mismatches,
    flagsOf(event) {
      const { isUnplanned, mismatches } = look(event);
      const violations = mismatches.slice(0, MAX_VIOLATIONS).map(({ pointer, rule }) => ({ pointer, rule }));
      return {
        ...(violations.length > 0 && { violations }),
        ...(isUnplanned && { isUnplanned: true as const }),
        ...((violations.length > 0 || isUnplanned) && { plan: version }),
      };
    },
  };
}
