// Bus events are constants: the name exists once, for the publisher, the subscriber and the CDK rule.
import type * as z from 'zod';

export const EVENT_SOURCE = 'tamagn';

/** `detail` of every event on the bus; `data` carries ids and facts, no personal data. */
export interface Envelope<D> {
  /** Deterministic: the same state change gives the same id, so a replay is recognised. */
  id: string;
  /** When the change was recorded, RFC 3339 UTC. */
  at: string;
  version: number;
  data: D;
}

export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly version: number;
  readonly schema: S;
}

/** Defines an event `area.past-tense`. */
export const defineEvent = <S extends z.ZodType>(
  name: string,
  schema: S,
  version = 1,
): EventDefinition<S> => ({
  name,
  version,
  schema,
});

/** An event ready for the bus. */
export interface BusEntry {
  name: string;
  envelope: Envelope<unknown>;
}

/** A bus entry, checked against its definition at the moment it is made. Throws ZodError when the data does not fit. */
export const busEntry = <S extends z.ZodType>(
  definition: EventDefinition<S>,
  envelope: Omit<Envelope<z.input<S>>, 'version'>,
): BusEntry => ({
  name: definition.name,
  envelope: { ...envelope, version: definition.version, data: definition.schema.parse(envelope.data) },
});
