// The four tables: the one place that names their keys, indexes and streams (design: owner and lifetime decide).
export type Attribute = { readonly name: string; readonly type: 'S' | 'N' };

export interface TableDefinition {
  readonly partitionKey: Attribute;
  readonly sortKey?: Attribute;
  readonly timeToLive?: string;
  readonly stream: boolean;
  readonly indexes: Readonly<
    Record<
      string,
      { partitionKey: Attribute; sortKey: Attribute; projection: 'KEYS_ONLY' | 'INCLUDE'; include?: string[] }
    >
  >;
}

const text = (name: string): Attribute => ({ name, type: 'S' });
const number = (name: string): Attribute => ({ name, type: 'N' });

export const tableDefinitions = {
  /** One small item per customer. Sparse indexes: `atRisk` lists by value at risk, `byName` finds by name prefix. */
  Customers: {
    partitionKey: text('pk'),
    stream: true,
    indexes: {
      atRisk: {
        partitionKey: text('riskBand'),
        sortKey: number('valueAtRisk'),
        projection: 'KEYS_ONLY',
      },
      byName: { partitionKey: text('nameInitial'), sortKey: text('nameKey'), projection: 'KEYS_ONLY' },
    },
  },
  /** `kind#value` -> customerId; unique by conditional put. */
  Identities: { partitionKey: text('pk'), stream: false, indexes: {} },
  /** Append-only log: pk = customerId, sk = kind#instant#id. */
  Activity: {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    timeToLive: 'expiresAt',
    stream: true,
    indexes: {},
  },
  /** The business's own things: models, snapshots, settings, write keys, suppression hashes. */
  Program: {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    timeToLive: 'expiresAt',
    stream: false,
    indexes: {},
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tableDefinitions;
