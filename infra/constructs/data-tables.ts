// The four tables, made from their definitions in shared/platform/tables.ts.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import {
  type Attribute as AttributeName,
  type TableDefinition,
  type TableName,
  tableDefinitions,
} from '../../shared/platform/tables.ts';
import type { Config } from '../config.ts';

export type Tables = Readonly<Record<TableName, TableV2>>;

export const dataTables = (scope: Construct, config: Config): Tables => ({
  Customers: table(scope, 'Customers', config),
  Identities: table(scope, 'Identities', config),
  Activity: table(scope, 'Activity', config),
  Program: table(scope, 'Program', config),
});

function table(scope: Construct, name: TableName, config: Config): TableV2 {
  const definition: TableDefinition = tableDefinitions[name];
  const isKept = config.removalPolicy === 'retain';
  return new TableV2(scope, name, {
    partitionKey: attribute(definition.partitionKey),
    ...(definition.sortKey && { sortKey: attribute(definition.sortKey) }),
    ...(definition.timeToLive && { timeToLiveAttribute: definition.timeToLive }),
    ...(definition.stream && { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES }),
    globalSecondaryIndexes: indexes(definition),
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: isKept,
    removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

const attribute = ({ name, type }: AttributeName): Attribute => ({
  name,
  type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER,
});

const indexes = (definition: TableDefinition): GlobalSecondaryIndexPropsV2[] =>
  Object.entries(definition.indexes).map(([indexName, index]) => ({
    indexName,
    partitionKey: attribute(index.partitionKey),
    sortKey: attribute(index.sortKey),
    projectionType: ProjectionType[index.projection],
    ...(index.include && { nonKeyAttributes: index.include }),
  }));
