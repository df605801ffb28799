// What is too large for a table row: JSON in S3 (compressed when the key ends in `.gz`), or bytes as they came.
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';

export class Objects {
  readonly bucket: string;
  private readonly client: S3Client;

  constructor(bucket: string, client = new S3Client({})) {
    this.bucket = bucket;
    this.client = client;
  }

  async put(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    await this.client.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: key.endsWith('.gz') ? gzipSync(text, { level: 4 }) : text,
        ContentType: key.endsWith('.gz') ? 'application/gzip' : 'application/json',
      }),
    );
  }

  /** Bytes as they are, beside a few words about them in ASCII. */
  async putBytes(key: string, bytes: Uint8Array, about: Record<string, string> = {}): Promise<void> {
    await this.client.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: bytes,
        ContentType: 'application/octet-stream',
        Metadata: about,
      }),
    );
  }

  /** Undefined when there is no such object. */
  async getBytes(key: string): Promise<Uint8Array | undefined> {
    try {
      const answer = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return await answer.Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** The object, checked by `schema`; undefined when there is none. Throws ZodError when it does not fit. */
  async get<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | undefined> {
    const bytes = await this.getBytes(key);
    if (!bytes) return undefined;
    const text = key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes);
    return schema.parse(JSON.parse(text.toString('utf8')));
  }
}
