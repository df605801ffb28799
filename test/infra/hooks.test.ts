// What the templates promise about webhooks.
import { expect, it } from 'vitest';
import { ofType, refersTo, synth } from './synth.ts';

const { resources } = synth();

it('the mapper knows which try of its queue is the last', () => {
  const mapper = ofType(resources, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties.Environment?.Variables.TRIES !== undefined,
  );
  const source = ofType(resources, 'AWS::Lambda::EventSourceMapping').find(({ Properties }) =>
    refersTo(Properties.FunctionName, mapper?.id ?? ''),
  );
  const queue = ofType(resources, 'AWS::SQS::Queue').find(({ id }) =>
    refersTo(source?.Properties.EventSourceArn, id),
  );

  expect(queue?.Properties.RedrivePolicy.maxReceiveCount).toBe(
    Number(mapper?.Properties.Environment.Variables.TRIES),
  );
});

it('raw bodies are forgotten when a rejected one can no longer be replayed', () => {
  const rules = ofType(resources, 'AWS::S3::Bucket').flatMap(
    ({ Properties }) => Properties.LifecycleConfiguration?.Rules ?? [],
  );

  expect(rules.filter(({ Prefix }: { Prefix?: string }) => Prefix === 'hooks/')).toMatchObject([
    { ExpirationInDays: 30, Status: 'Enabled' },
  ]);
});
