// What sources bring is counted, and what was merged is seen to, behind the log: a record that starts no function is not.
import { describe, expect, it } from 'vitest';
import { CountedKind } from '../../shared/quality/schema.ts';
import { ofType, synth } from './synth.ts';

const { resources } = synth();
const filters: { eventName?: string[]; dynamodb: { Keys: { sk: { S: { prefix: string }[] } } } }[] = ofType(
  resources,
  'AWS::Lambda::EventSourceMapping',
)
  .filter(({ id }) => id.startsWith('IngestFold'))
  .flatMap(({ Properties }) =>
    Properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern)),
  );

describe('the function that counts, and sees to it that merges are carried out,', () => {
  it.each([...CountedKind.options, 'rejected', 'audit'])('is started by each new %s', (kind) => {
    const letIn = filters.filter(
      ({ eventName = ['INSERT'], dynamodb }) =>
        eventName.includes('INSERT') &&
        dynamodb.Keys.sk.S.some(({ prefix }) => prefix === `${kind}#`) &&
        !('NewImage' in dynamodb),
    );

    expect(letIn).toHaveLength(1);
  });
});
