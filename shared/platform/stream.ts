// Records of a table's stream as items.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from './table.ts';

/** What an item was and is; `before` is absent for a new one, `after` for one that went. */
export interface Images {
  before: Item | undefined;
  after: Item | undefined;
}

// Lambda hands binary values over as base64 text, the SDK's types and unmarshall know them as bytes.
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([type, inner]) => [
      type,
      type === 'B' && typeof inner === 'string'
        ? new Uint8Array(Buffer.from(inner, 'base64'))
        : withBytes(inner),
    ]),
  );
}

const itemOf = (image: unknown): Item | undefined =>
  image === undefined ? undefined : unmarshall(withBytes(image) as Record<string, AttributeValue>);

/** Both images of a record (stream view NEW_AND_OLD_IMAGES). */
export const imagesOf = (record: DynamoDBRecord): Images => ({
  before: itemOf(record.dynamodb?.OldImage),
  after: itemOf(record.dynamodb?.NewImage),
});
