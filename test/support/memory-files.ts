// S3 as a map, for tests of what is streamed to and from it: in small pieces, with an etag per content.
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { Files, Span } from '../../shared/platform/files.ts';
import type { Objects } from '../../shared/platform/objects.ts';
import { listOf } from './lists.ts';

const PIECE = 1_000;

type Both = Pick<Files, 'facts' | 'read' | 'readSpan' | 'readAll' | 'write'> &
  Pick<Objects, 'get' | 'put' | 'getBytes' | 'putBytes'>;

export class MemoryFiles implements Both {
  readonly stored = new Map<string, Uint8Array>();

  text(key: string): string {
    return Buffer.from(this.bytes(key)).toString('utf8');
  }
  async facts(key: string) {
    const bytes = this.stored.get(key);
    return bytes && { size: bytes.length, etag: createHash('md5').update(bytes).digest('hex') };
  }
  async *read(key: string, etag?: string): AsyncGenerator<Uint8Array> {
    const bytes = await this.unchanged(key, etag);
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  }
  async readSpan(key: string, { start, end }: Span, etag?: string) {
    return (await this.unchanged(key, etag)).subarray(start, end);
  }
  async readAll(key: string, etag?: string) {
    return Buffer.from(await this.unchanged(key, etag));
  }
  async write(key: string, bytes: AsyncIterable<Uint8Array>) {
    this.stored.set(key, Buffer.concat(await listOf(bytes)));
  }
  async put(key: string, value: unknown) {
    this.stored.set(key, Buffer.from(JSON.stringify(value)));
  }
  async get<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | undefined> {
    const bytes = this.stored.get(key);
    return bytes && schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }
  async getBytes(key: string) {
    return this.stored.get(key);
  }
  async putBytes(key: string, bytes: Uint8Array) {
    this.stored.set(key, bytes);
  }

  private bytes(key: string): Uint8Array {
    const bytes = this.stored.get(key);
    if (!bytes) throw new Error(`no object ${key}`);
    return bytes;
  }
  private async unchanged(key: string, etag: string | undefined): Promise<Uint8Array> {
    if (etag !== undefined && (await this.facts(key))?.etag !== etag) throw new Error('precondition failed');
    return this.bytes(key);
  }
}
