// S3 as a folder, for measuring what a step keeps in memory: nothing of a file is held here.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type * as z from 'zod';
import type { FileParts } from '../../shared/imports/steps/parts.ts';
import type { Span } from '../../shared/platform/files.ts';

type Both = FileParts['files'] & FileParts['objects'];

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

export class DiskFiles implements Both {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where a file lies; its folder is made. */
  async place(key: string): Promise<string> {
    const path = join(this.folder, key);
    await mkdir(dirname(path), { recursive: true });
    return path;
  }
  async facts(key: string) {
    const { size, mtimeMs } = await stat(await this.place(key));
    return { size, etag: createHash('md5').update(`${size} ${mtimeMs}`).digest('hex') };
  }
  async *read(key: string): AsyncGenerator<Uint8Array> {
    yield* createReadStream(await this.place(key)) as AsyncIterable<Uint8Array>;
  }
  async readSpan(key: string, { start, end }: Span) {
    await using file = await open(await this.place(key));
    const bytes = new Uint8Array(Math.max(0, end - start));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  }
  async readAll(key: string) {
    return readFile(await this.place(key));
  }
  async write(key: string, bytes: AsyncIterable<Uint8Array>) {
    await pipeline(bytes, createWriteStream(await this.place(key)));
  }
  async put(key: string, value: unknown) {
    await writeFile(await this.place(key), JSON.stringify(value));
  }
  async get<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | undefined> {
    const bytes = await this.getBytes(key);
    return bytes && schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }
  async getBytes(key: string) {
    return readFile(await this.place(key)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  }
  async putBytes(key: string, bytes: Uint8Array) {
    await writeFile(await this.place(key), bytes);
  }
}
