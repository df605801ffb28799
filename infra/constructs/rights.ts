// Rights by exact action, where CDK's own grants are wider (`s3:GetObject*`, every read of a table).
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** A transaction needs the right to each of its operations, `ConditionCheckItem` included; nothing more. */
export type TableOperation =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'DescribeTable';

/** Lets `who` do exactly these operations on the table and its indexes. */
export function allowOnTable(who: IGrantable, table: TableV2, ...operations: TableOperation[]): void {
  table.grant(who, ...operations.map((operation) => `dynamodb:${operation}`));
}

/** Lets `who` do exactly these operations on the objects whose key fits `keys`, e.g. `nightly/*`. */
export function allowOnObjects(
  who: IGrantable,
  bucket: IBucket,
  keys: string,
  ...operations: ('GetObject' | 'PutObject' | 'AbortMultipartUpload')[]
): void {
  who.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: operations.map((operation) => `s3:${operation}`),
      resources: [bucket.arnForObjects(keys)],
    }),
  );
}
