// The environment is a contract: one schema per function, read once at module load, filled by infra from the same schema.
import * as z from 'zod';

/** Parses `process.env` (or `source`) by `schema`; throws at cold start, naming each missing or malformed variable. */
export function readEnv<S extends z.ZodObject>(
  schema: S,
  source: Record<string, string | undefined> = process.env,
): z.output<S> {
  const parsed = schema.safeParse(source);
  if (!parsed.success) throw new Error(`Environment: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** For infra: the environment of a function, complete by type. A missing variable is a compile error. */
export function envFor<S extends z.ZodObject>(_schema: S, values: z.input<S>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Of every function that follows a stream: where records go that cannot be read. Infra sets it with the reader. */
export const StreamEnv = z.object({ FAILURE_QUEUE_URL: z.url() });
