// The parts of the transaction that makes two customers one, or two again.
import * as z from 'zod';
import type { Item, TransactItem } from '../platform/table.ts';
import { mergeEntry } from './merge-entry.ts';
import { Consents, CustomerId, Merge, Parting, StrongIds } from './schema.ts';

export interface TableNames {
  customers: string;
  identities: string;
  activity: string;
}

/** A customer's item as far as merging looks at it; `raw` is all of it. */
export const Record = z.object({
  pk: CustomerId,
  createdAt: z.string(),
  ids: StrongIds.optional(),
  consents: Consents.default({}),
  mergedInto: CustomerId.optional(),
  merge: Merge.optional(),
  parting: Parting.optional(),
  mergedFrom: z.set(CustomerId).optional(),
  losing: z.set(CustomerId).optional(),
  partedFrom: z.set(CustomerId).optional(),
});
export type Record = z.infer<typeof Record> & { raw: Item };

/** Made anew from the log when a customer is one of their own again. */
const folded = ['profile', 'profileAt', 'consents', 'stats', 'signals', 'score'] as const;
const listed = ['riskBand', 'valueAtRisk', 'nameInitial', 'nameKey'] as const;

/** The loser becomes a pointer: out of every list, without profile or consents, with what un-merging starts from. */
export function tombstone(
  names: TableNames,
  { pk, ids, raw }: Record,
  winner: string,
  { by, at }: { by: string; at: string },
): TransactItem {
  const before = Object.fromEntries(
    folded.flatMap((name) => (raw[name] === undefined ? [] : [[name, raw[name]]])),
  );
  const gone = [...folded.filter((name) => name !== 'profile' && name !== 'consents'), ...listed];
  return {
    Update: {
      TableName: names.customers,
      Key: { pk },
      UpdateExpression: `SET mergedInto = :winner, #merge = :merge, profile = :none, consents = :none, updatedAt = :at REMOVE ${gone.join(', ')}`,
      // What is still being taken away from them must not be copied on.
      ConditionExpression: `${standsAlone} AND attribute_not_exists(losing) AND ${same('ids', ids)}`,
      ExpressionAttributeNames: { '#merge': 'merge' },
      ExpressionAttributeValues: {
        ':winner': winner,
        ':merge': { at, by, isDone: false, before },
        ':none': {},
        ':at': at,
        ...(ids && { ':ids': ids }),
      },
    },
  };
}

/** The winner gains or gives up a customer and their strong ids. */
export function taking(
  names: TableNames,
  { pk, ids, consents }: Record,
  to: { ids: StrongIds; withdrawn?: Consents; change: string; other: string; at: string },
): TransactItem {
  const withdrawal = withdrawing(to.withdrawn ?? {}, consents);
  return {
    Update: {
      TableName: names.customers,
      Key: { pk },
      UpdateExpression: `SET ${['ids = :next', 'updatedAt = :at', ...withdrawal.sets].join(', ')} ${to.change}`,
      ConditionExpression: [standsAlone, same('ids', ids), ...withdrawal.conditions].join(' AND '),
      ...(withdrawal.sets.length > 0 && { ExpressionAttributeNames: withdrawal.names }),
      ExpressionAttributeValues: {
        ':next': to.ids,
        ':at': to.at,
        ':others': new Set([to.other]),
        ...(ids && { ':ids': ids }),
        ...withdrawal.values,
      },
    },
  };
}

/** Consents that are withdrawn where they stand as read. */
function withdrawing(withdrawn: Consents, standing: Consents) {
  const all = Object.entries(withdrawn).map(([key, state], index) => ({
    key,
    state,
    name: `#consent${index}`,
    value: `:consent${index}`,
  }));
  const known = all.filter(({ key }) => standing[key]);
  return {
    sets: all.map(({ name, value }) => `consents.${name} = ${value}`),
    conditions: all.map(({ key, name, value }) =>
      standing[key] ? `consents.${name}.#at = ${value}was` : `attribute_not_exists(consents.${name})`,
    ),
    names: Object.fromEntries([
      ...all.map(({ key, name }) => [name, key]),
      ...(known.length > 0 ? [['#at', 'at']] : []),
    ]),
    values: Object.fromEntries([
      ...all.map(({ value, state }) => [value, state]),
      ...known.map(({ key, value }) => [`${value}was`, standing[key]?.at]),
    ]),
  };
}

/**
 * The loser stands for themselves again, as before; the log decides the rest. Consents come from the log only: of before,
 * one may have been withdrawn since.
 */
export function restored(names: TableNames, { pk, merge }: Record, parting: Parting): TransactItem {
  const before = Object.entries(merge?.before ?? {}).filter(([name]) => name !== 'consents');
  return {
    Update: {
      TableName: names.customers,
      Key: { pk },
      UpdateExpression: `SET ${['parting = :parting', 'consents = :none', 'updatedAt = :at', ...before.map(([name], index) => `${name} = :b${index}`)].join(', ')} REMOVE mergedInto, #merge ADD partedFrom :others`,
      ConditionExpression: 'mergedInto = :from AND #merge.#at = :since',
      ExpressionAttributeNames: { '#merge': 'merge', '#at': 'at' },
      ExpressionAttributeValues: {
        ':parting': parting,
        ':none': {},
        ':at': parting.at,
        ':from': parting.from,
        ':others': new Set([parting.from]),
        ':since': parting.since,
        ...Object.fromEntries(before.map(([, value], index) => [`:b${index}`, value])),
      },
    },
  };
}

/** Identities that lead elsewhere from now on, if they still lead to `from`. */
export function repointing(
  names: TableNames,
  keys: readonly string[],
  from: string,
  to: string,
): TransactItem[] {
  return keys.map((pk) => ({
    Update: {
      TableName: names.identities,
      Key: { pk },
      UpdateExpression: 'SET customerId = :to',
      ConditionExpression: 'customerId = :from',
      ExpressionAttributeValues: { ':from': from, ':to': to },
    },
  }));
}

/** One entry in each of the two histories. */
export function audit(
  names: TableNames,
  what: 'merged' | 'parted',
  winner: string,
  loser: string,
  by: { by: string; at: string },
): TransactItem[] {
  return [winner, loser].map((customerId) => ({
    Put: {
      TableName: names.activity,
      Item: mergeEntry({ customerId, what, winner, loser, ...by }),
    },
  }));
}

/** All is done: the merge says so, a parting leaves no trace but the audit. */
export function finished(names: TableNames, { pk, merge, parting }: Record): TransactItem[] {
  const TableName = names.customers;
  if (!parting) {
    const Update = {
      TableName,
      Key: { pk },
      UpdateExpression: 'SET #merge.isDone = :true',
      ConditionExpression: '#merge.#at = :at',
      ExpressionAttributeNames: { '#merge': 'merge', '#at': 'at' },
      ExpressionAttributeValues: { ':at': merge?.at, ':true': true },
    };
    return [{ Update }];
  }
  return [
    {
      Update: {
        TableName,
        Key: { pk },
        UpdateExpression: 'REMOVE parting',
        ConditionExpression: 'parting.#at = :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': parting.at },
      },
    },
    {
      Update: {
        TableName,
        Key: { pk: parting.from },
        UpdateExpression: 'DELETE losing :others',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':others': new Set([pk]) },
      },
    },
  ];
}

const standsAlone =
  'attribute_exists(pk) AND attribute_not_exists(mergedInto) AND attribute_not_exists(parting)';

const same = (name: string, value: unknown): string =>
  value === undefined ? `attribute_not_exists(${name})` : `${name} = :${name}`;
