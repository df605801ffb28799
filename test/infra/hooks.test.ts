// What the templates promise about webhooks.
import { describe, expect, it } from 'vitest';
import { NOT_HANDED_ON } from '../../shared/hooks/env.ts';
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

describe('the function that takes webhooks', () => {
  const statements: { Action: string | string[]; Resource: unknown }[] = ofType(resources, 'AWS::IAM::Policy')
    .filter(({ path }) => path.startsWith('HooksApiRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const mayOn = (part: string) =>
    statements
      .filter(({ Resource }) => JSON.stringify(Resource).includes(part))
      .flatMap(({ Action }) => Action)
      .sort();

  it('may hand them to their queue, or put them into the list of rejected events, and no more', () => {
    expect(mayOn('Deliveries')).toEqual(['sqs:SendMessage']);
    expect(mayOn('Activity')).toEqual(['dynamodb:PutItem']);
    expect(mayOn('Program')).toEqual(['dynamodb:GetItem']);
  });

  it('tells the team when its queue does not take them', () => {
    const [filter] = ofType(resources, 'AWS::Logs::MetricFilter').filter(({ Properties }) =>
      String(Properties.FilterPattern).includes(NOT_HANDED_ON),
    );
    const alarm = ofType(resources, 'AWS::CloudWatch::Alarm').find(
      ({ Properties }) => Properties.MetricName === filter?.Properties.MetricTransformations[0].MetricName,
    );

    expect(filter?.Properties.LogGroupName.Ref).toContain('HooksApiLogs');
    expect(alarm?.Properties.AlarmDescription).toContain('POST /v1/ingest/rejected/replay');
  });
});
