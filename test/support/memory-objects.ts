// S3 as a map, for tests of what is put there: through JSON, as the real one.
import type * as z from 'zod';
import type { Objects } from '../../shared/platform/objects.ts';

export class MemoryObjects implements Pick<Objects, 'get' | 'put'> {
  readonly stored = new Map<string, string>();

  async put(key: string, value: unknown): Promise<void> {
    this.stored.set(key, JSON.stringify(value));
  }

  async get<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | undefined> {
    const text = this.stored.get(key);
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  }
}
