// Tracking plans in Program: pk `tracking-plan`, sk `current` and `v000001` upwards; an old version stays for good.
import * as z from 'zod';
import { packBody, unpackBody } from '../../ingest/body.ts';
import { conflict } from '../../platform/errors.ts';
import { hashOf } from '../../platform/ids.ts';
import { logger } from '../../platform/log.ts';
import { ConditionFailed, type Item, type Table, transact } from '../../platform/table.ts';
import { redacted } from '../../platform/triggers.ts';
import type { CheckingPlan } from './plan-check.ts';
import { planInForce } from './plan-in-force.ts';
import { PlannedEvent, PlanVersion, TrackingPlan } from './plan-schema.ts';

const pk = 'tracking-plan';
const versionKey = (version: number) => `v${String(version).padStart(6, '0')}`;
/** The first of all versions, as far as a query goes. */
const FIRST = 'v';

// A whole plan may have as many bytes as an item nearly may; packed it has few.
const Stored = PlanVersion.extend({ events: z.instanceof(Uint8Array) });
const planOf = (item: Item): TrackingPlan => {
  const { events, ...version } = Stored.parse(item);
  return TrackingPlan.parse({ ...version, events: z.array(PlannedEvent).parse(unpackBody(events)) });
};

export class PlanStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** Undefined: none was put, the standard plan holds. */
  async current(options: { consistent?: boolean } = {}): Promise<TrackingPlan | undefined> {
    const item = await this.program.get({ pk, sk: 'current' }, options);
    return item && planOf(item);
  }

  async version(version: number): Promise<TrackingPlan | undefined> {
    const item = await this.program.get({ pk, sk: versionKey(version) });
    return item && planOf(item);
  }

  /** Versions below `before` (all when undefined), the newest first. */
  async versions(before: number | undefined, limit: number): Promise<PlanVersion[]> {
    const items = await this.program.queryFirst(limit, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': pk,
        ':first': FIRST,
        ':last': before === undefined ? `${FIRST}~` : versionKey(before - 1),
      },
      ScanIndexForward: false,
    });
    return items.map((item) => PlanVersion.parse(item));
  }

  /** Stores the next version and puts it in force, as one. Throws 409 when another one was put meanwhile. */
  async put(plan: TrackingPlan): Promise<void> {
    const TableName = this.program.name;
    const item = { pk, ...plan, events: packBody(plan.events) };
    const isNext =
      plan.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':before': plan.version - 1 },
          };
    try {
      await transact(
        this.program.client,
        [
          { Put: { TableName, Item: { ...item, sk: 'current' }, ...isNext } },
          {
            Put: {
              TableName,
              Item: { ...item, sk: versionKey(plan.version) },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ],
        // The SDK asks again when an answer is lost.
        hashOf([JSON.stringify(plan)]),
      );
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      throw conflict('The tracking plan was changed by somebody else meanwhile. Read it again.');
    }
  }
}

/** The plan in force for functions that take events in; what fails is logged and never thrown. */
export function rememberedPlan(program: Table): () => Promise<CheckingPlan> {
  const plans = new PlanStore(program);
  return planInForce({
    current: () => plans.current(),
    clock: Date.now,
    failed: (error, what) => logger.error('tracking plan not used', { what, error: redacted(error) }),
  });
}
