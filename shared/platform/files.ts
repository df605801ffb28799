// Files in S3 that are too large for memory: read and written as streams, handed to people by links that expire.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

export interface FileFacts {
  size: number;
  /** Changes with every upload. */
  etag: string;
}

/** A span of bytes; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

const PART_BYTES = 8 * 1024 * 1024;

export class Files {
  readonly bucket: string;
  private readonly client: S3Client;

  // A checksum in a link would be that of an empty body: the uploader could send nothing else.
  constructor(bucket: string, client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' })) {
    this.bucket = bucket;
    this.client = client;
  }

  /** Undefined when there is no such file. */
  async facts(key: string): Promise<FileFacts | undefined> {
    try {
      const head = await this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return { size: head.ContentLength ?? 0, etag: head.ETag ?? '' };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** The bytes as they arrive. Throws when the file is no longer the one with this `etag`. */
  async *read(key: string, etag?: string): AsyncGenerator<Uint8Array> {
    const answer = await this.client.send(
      new GetObjectCommand({ Bucket: this.bucket, Key: key, ...(etag && { IfMatch: etag }) }),
    );
    if (answer.Body) yield* answer.Body as AsyncIterable<Uint8Array>;
  }

  async readSpan(key: string, { start, end }: Span, etag?: string): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array();
    const answer = await this.client.send(
      new GetObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Range: `bytes=${start}-${end - 1}`,
        ...(etag && { IfMatch: etag }),
      }),
    );
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  }

  async readAll(key: string, etag?: string): Promise<Buffer> {
    return buffer(this.read(key, etag));
  }

  /** Writes a stream in parts, a few of them in memory at a time. */
  async write(key: string, bytes: AsyncIterable<Uint8Array>, contentType: string): Promise<void> {
    await new Upload({
      client: this.client,
      params: {
        Bucket: this.bucket,
        Key: key,
        Body: Readable.from(bytes, { objectMode: false }),
        ContentType: contentType,
      },
      partSize: PART_BYTES,
      queueSize: 2,
    }).done();
  }

  /** A link to put exactly `size` bytes under `key`, once or more until it expires. */
  async uploadLink(key: string, size: number, seconds: number): Promise<string> {
    const command = new PutObjectCommand({ Bucket: this.bucket, Key: key, ContentLength: size });
    return getSignedUrl(this.client, command, {
      expiresIn: seconds,
      signableHeaders: new Set(['content-length', 'host']),
    });
  }

  /** A link to download `key` under a name of its own. */
  async downloadLink(key: string, fileName: string, seconds: number): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.bucket,
      Key: key,
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
    });
    return getSignedUrl(this.client, command, { expiresIn: seconds });
  }
}
