// What a projection writes, as one conditional update: everything it was computed from must still stand.
import { indexAttributes } from '../churn/rescore.ts';
import type { Projected, Write } from './project.ts';

/** A path into the item and the value there; undefined: nothing there. */
type At = [path: string[], value: unknown];

function attributesOf(read: Projected, write: Write): At[] {
  const all: At[] = [[['updatedAt'], write.updatedAt]];
  if (write.stats === null) {
    for (const name of ['stats', 'score', 'riskBand', 'valueAtRisk']) all.push([[name], undefined]);
  } else if (write.stats) {
    all.push([['stats'], write.stats]);
  }
  if (write.signals) all.push([['signals'], write.signals]);
  if (write.score) {
    const { riskBand, valueAtRisk } = indexAttributes(write.score);
    all.push([['score'], write.score], [['riskBand'], riskBand], [['valueAtRisk'], valueAtRisk]);
  }
  if (write.profile) {
    all.push([['profile'], write.profile], [['profileAt'], write.profileAt]);
    all.push([['nameInitial'], write.names?.nameInitial], [['nameKey'], write.names?.nameKey]);
  }
  for (const [key, state] of Object.entries(write.consents ?? {})) {
    if (state !== read.consents[key]) all.push([['consents', key], state]);
  }
  return all;
}

function guardsOf(read: Projected, write: Write): At[] {
  const all: At[] = [];
  if (write.stats !== undefined || write.score) all.push([['stats', 'version'], read.stats?.version]);
  if (write.signals || write.score) all.push([['signals', 'version'], read.signals?.version]);
  if (write.stats !== undefined || write.score) {
    // The score carries on from the one before it, which the nightly pass may have written meanwhile.
    all.push([['score', 'asOf'], read.score?.asOf], [['score', 'model'], read.score?.model]);
  }
  if (write.profile) all.push([['profileAt'], read.profileAt]);
  for (const [key, state] of Object.entries(write.consents ?? {})) {
    const before = read.consents[key];
    if (state === before) continue;
    all.push([['consents', key, 'at'], before?.at], [['consents', key, 'status'], before?.status]);
  }
  return all;
}

/** The input of `Table.update`; its condition fails when the customer is gone, part of another, or not as `read` any more. */
export function updateOf(read: Projected, write: Write) {
  const names = new Map<string, string>();
  const values = new Map<string, unknown>();
  const pathText = (path: string[]) =>
    path
      .map((part) => {
        if (!names.has(part)) names.set(part, `#n${names.size}`);
        return names.get(part);
      })
      .join('.');
  const valueText = (value: unknown) => {
    const name = `:v${values.size}`;
    values.set(name, value);
    return name;
  };
  const sets: string[] = [];
  const removals: string[] = [];
  for (const [path, value] of attributesOf(read, write)) {
    if (value === undefined) removals.push(pathText(path));
    else sets.push(`${pathText(path)} = ${valueText(value)}`);
  }
  const conditions = guardsOf(read, write).map(([path, value]) =>
    value === undefined
      ? `attribute_not_exists(${pathText(path)})`
      : `${pathText(path)} = ${valueText(value)}`,
  );
  return {
    Key: { pk: read.pk },
    UpdateExpression: `SET ${sets.join(', ')}${removals.length > 0 ? ` REMOVE ${removals.join(', ')}` : ''}`,
    ConditionExpression: ['attribute_exists(pk)', 'attribute_not_exists(mergedInto)', ...conditions].join(
      ' AND ',
    ),
    ExpressionAttributeNames: Object.fromEntries([...names].map(([part, name]) => [name, part])),
    ExpressionAttributeValues: Object.fromEntries(values),
  };
}
