import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { Objects } from '../../../shared/platform/objects.ts';

const s3 = mockClient(S3Client);
const objects = new Objects('bucket', new S3Client({ region: 'us-east-1' }));
const Shape = z.object({ words: z.array(z.string()) });
const value = { words: ['ሰላም', 'hello'] };

const stored = () => s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body;
const answering = (body: unknown) => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  // The SDK's stream type is wider than what is read of it.
  s3.on(GetObjectCommand).resolves({ Body: { transformToByteArray: async () => bytes } as never });
};

beforeEach(() => {
  s3.reset();
});

test('what was put comes back, compressed where the key says so', async () => {
  await objects.put('a/b.json.gz', value);
  const body = stored();
  answering(body);

  expect(JSON.parse(gunzipSync(body as Uint8Array).toString())).toEqual(value);
  expect(await objects.get('a/b.json.gz', Shape)).toEqual(value);
});

test('what is read in other places is plain JSON', async () => {
  await objects.put('a/b.json', value);
  const body = stored();
  answering(body);

  expect(body).toBe(JSON.stringify(value));
  expect(await objects.get('a/b.json', Shape)).toEqual(value);
});

test('nothing there is undefined, and anything else that goes wrong is thrown', async () => {
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'none', $metadata: {} }));
  expect(await objects.get('none.json', Shape)).toBeUndefined();

  s3.on(GetObjectCommand).rejects(new Error('down'));
  await expect(objects.get('a.json', Shape)).rejects.toThrow('down');
});

test('what does not fit is refused', async () => {
  answering('{"words": 3}');

  await expect(objects.get('a.json', Shape)).rejects.toThrow(z.ZodError);
});
