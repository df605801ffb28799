// The webhook handlers as deployed, with S3, SQS and Secrets Manager in memory and DynamoDB as each test wants it.
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { hooksAdminRoutes, hooksRoutes } from '../../shared/hooks/routes.ts';
import type { SourceName } from '../../shared/hooks/schema.ts';
import { aContext, calling, REQUEST_TIME } from './invoke.ts';
import { aBatchOfTry } from './queue-events.ts';
import { fixture, samples, sign } from './webhooks.ts';

export const TOKEN_SECRET = 'a'.repeat(64);

const TRIES = 5;

/** S3, SQS and Secrets Manager in memory. One per test file: the SDK's clients are mocked for the whole file. */
export class HooksWorld {
  readonly objects = new Map<string, { bytes: Uint8Array; about: Record<string, string> | undefined }>();
  /** Messages in the queue. */
  queue: unknown[] = [];
  private readonly s3 = mockClient(S3Client);
  private readonly sqs = mockClient(SQSClient);
  private readonly secrets = mockClient(SecretsManagerClient);

  constructor() {
    this.mend();
  }

  /** Everything works again. */
  mend(): void {
    this.secrets.on(GetSecretValueCommand).resolves({ SecretString: TOKEN_SECRET });
    this.s3.on(PutObjectCommand).callsFake(({ Key, Body, Metadata }) => {
      this.objects.set(Key, { bytes: Uint8Array.from(Body), about: Metadata });
      return {};
    });
    this.s3.on(GetObjectCommand).callsFake(({ Key }) => {
      const found = this.objects.get(Key);
      if (!found) throw new NoSuchKey({ message: 'none', $metadata: {} });
      return { Body: { transformToByteArray: async () => found.bytes } };
    });
    this.sqs.on(SendMessageCommand).callsFake(({ MessageBody }) => {
      this.queue.push(JSON.parse(MessageBody));
      return {};
    });
  }

  break(part: 's3' | 'sqs' | 'secrets'): void {
    const down = new Error('down');
    if (part === 's3') this.s3.on(PutObjectCommand).rejects(down);
    if (part === 'sqs') this.sqs.on(SendMessageCommand).rejects(down);
    if (part === 'secrets') this.secrets.on(GetSecretValueCommand).rejects(down);
  }

  /** The three handlers, freshly loaded; `env` adds the tables and where DynamoDB is. */
  async deploy(env: Record<string, string>) {
    vi.resetModules();
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      TOKEN_SECRET_ARN: 'arn:secret',
      RAW_BUCKET: 'runs',
      HOOKS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/hooks',
      PUBLIC_URL: 'https://api.example.com',
      CURRENCY: 'ETB',
      COUNTRY: 'ET',
      TRIES: String(TRIES),
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      ...env,
    });
    const [api, admin, map] = await Promise.all([
      import('../../functions/hooks/api.ts'),
      import('../../functions/hooks/admin.ts'),
      import('../../functions/hooks/map.ts'),
    ]);
    const runTry = async (attempt: number, ...deliveries: unknown[]): Promise<SQSBatchResponse> =>
      map.handler(aBatchOfTry(attempt, ...deliveries), aContext());
    const run = (...deliveries: unknown[]) => runTry(1, ...deliveries);
    return {
      hook: calling(api.handler, hooksRoutes),
      ask: calling(admin.handler, hooksAdminRoutes),
      /** Maps these messages. */
      map: run,
      /** The same for the last time before the queue sets them aside. */
      mapLast: (...deliveries: unknown[]) => runTry(TRIES, ...deliveries),
      /** Maps what is in the queue, and empties it. */
      drain: async () => {
        const waiting = this.queue;
        this.queue = [];
        return run(...waiting);
      },
    };
  }
}

/** A signed request of a source; its fixture unless told otherwise. */
export function signed(
  source: SourceName,
  secret: string,
  over: { bytes?: Buffer; headers?: Record<string, string>; at?: number } = {},
) {
  const { bytes = fixture(samples[source].file), at = REQUEST_TIME } = over;
  return {
    body: bytes,
    now: at,
    headers: { ...samples[source].headers, ...sign[source](bytes, secret, at), ...over.headers },
  };
}
