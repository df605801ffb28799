// One incoming event, as loosely as real clients need it and as strictly as the log needs it.
import * as z from 'zod';
import { EARLIEST, instantOf } from './times.ts';

export const EventType = z.enum(['track', 'identify', 'page', 'screen', 'alias', 'group']);
export type EventType = z.infer<typeof EventType>;

// What broken integrations send for "nobody": as an id it would make one customer of thousands.
const nobody = new Set(
  'null undefined none nil nan n/a na anonymous guest unknown true false 0 -1'.split(' '),
).add('[object object]');

const MAX_ID = 255;

/** Ids are text; numbers come from other clients. Placeholders such as `null` or `guest` are no ids. */
const Id = z
  .union([z.string(), z.number()], 'a text or a number')
  .nullish()
  .transform((value) => {
    const text = String(value ?? '')
      .trim()
      .toWellFormed();
    return text === '' || nobody.has(text.toLowerCase()) ? undefined : text;
  })
  .refine((text) => (text?.length ?? 0) <= MAX_ID, `at most ${MAX_ID} characters`);

const Name = z
  .string()
  .trim()
  .min(1, 'not empty')
  .max(200, 'at most 200 characters')
  .overwrite((text) => text.toWellFormed());
const Bag = z
  .record(z.string(), z.unknown(), 'an object')
  .nullish()
  .transform((bag) => bag ?? {});

const Instant = z
  .string('ISO 8601 text with a zone, such as 2026-03-02T09:15:00+03:00')
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined || text === '') return undefined;
    const ms = instantOf(text);
    if (ms !== undefined && ms >= EARLIEST) return ms;
    context.addIssue({
      code: 'custom',
      message: ms === undefined ? 'ISO 8601 with a zone, such as 2026-03-02T09:15:00+03:00' : 'before 1980',
    });
    return z.NEVER;
  });
// A client's clock helps when it can be read, and is left out when not.
const LooseInstant = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((text) => (text ? instantOf(text) : undefined));

const common = {
  messageId: Id,
  timestamp: Instant,
  originalTimestamp: LooseInstant,
  sentAt: LooseInstant,
  userId: Id,
  anonymousId: Id,
  context: Bag,
  traits: Bag,
};

const page = { name: Name.nullish().catch(undefined), properties: Bag };

export const Incoming = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('track'), event: Name, properties: Bag }),
  z.object({ ...common, type: z.literal('identify') }),
  z.object({ ...common, ...page, type: z.literal('page') }),
  z.object({ ...common, ...page, type: z.literal('screen') }),
  z.object({ ...common, type: z.literal('alias'), previousId: Id }),
  z.object({ ...common, type: z.literal('group'), groupId: Id }),
]);
export type Incoming = z.output<typeof Incoming>;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Traits of an identify call, wherever the client put them (Rudder copies them into the context). */
export const traitsOf = (event: {
  traits: object;
  context: Record<string, unknown>;
}): Record<string, unknown> =>
  Object.keys(event.traits).length > 0
    ? (event.traits as Record<string, unknown>)
    : isObject(event.context.traits)
      ? event.context.traits
      : {};
