// Results too large for a table row: JSON in S3. Keys that end in `.gz` are compressed.
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

  /** The object, checked by `schema`; undefined when there is none. Throws ZodError when it does not fit. */
  async get<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | undefined> {
    try {
      const answer = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      const bytes = await answer.Body?.transformToByteArray();
      if (!bytes) return undefined;
      const text = key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes);
      return schema.parse(JSON.parse(text.toString('utf8')));
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}
