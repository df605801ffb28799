// What the templates promise, resource by resource, whatever areas exist.
import { describe, expect, it } from 'vitest';
import { ofType, type Resource, refersTo, synth } from './synth.ts';

const { data, resources } = synth();
const queues = ofType(resources, 'AWS::SQS::Queue');
const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
const functions = ofType(resources, 'AWS::Lambda::Function');
const alarms = ofType(resources, 'AWS::CloudWatch::Alarm');
const onFailure = ofType(resources, 'AWS::Lambda::EventInvokeConfig');

/** Everything that names a queue as the place where failures land. */
const failureTargets = [
  ...queues.map(({ Properties }) => Properties.RedrivePolicy),
  ...mappings.map(({ Properties }) => Properties.DestinationConfig),
  ...onFailure.map(({ Properties }) => Properties.DestinationConfig),
  ...ofType(resources, 'AWS::Scheduler::Schedule').map(
    ({ Properties }) => Properties.Target.DeadLetterConfig,
  ),
];
const isFailureQueue = (queue: Resource) => failureTargets.some((target) => refersTo(target, queue.id));
const paths = (some: Resource[]) => some.map(({ path }) => path);

describe('queues', () => {
  it('have a failure queue or are one', () => {
    expect(
      paths(queues.filter((queue) => !queue.Properties.RedrivePolicy && !isFailureQueue(queue))),
    ).toEqual([]);
  });

  it('raise an alarm on the first failure', () => {
    const silent = queues
      .filter(isFailureQueue)
      .filter(
        ({ id }) =>
          !alarms.some(
            ({ Properties }) =>
              Properties.MetricName === 'ApproximateNumberOfMessagesVisible' &&
              refersTo(Properties.Dimensions, id) &&
              Properties.AlarmActions.length > 0,
          ),
      );

    expect(paths(silent)).toEqual([]);
  });

  it('are encrypted and speak TLS only', () => {
    const policies = ofType(resources, 'AWS::SQS::QueuePolicy');
    const open = queues.filter(
      ({ id, Properties }) =>
        !Properties.SqsManagedSseEnabled ||
        !policies.some(
          (policy) => refersTo(policy, id) && JSON.stringify(policy).includes('aws:SecureTransport'),
        ),
    );

    expect(paths(open)).toEqual([]);
  });
});

describe('functions', () => {
  it('run Node 24 on arm64, traced, with JSON logs', () => {
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  it('log to a group of their own that forgets in time', () => {
    const groups = ofType(resources, 'AWS::Logs::LogGroup');
    const owners = functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref);

    expect(new Set(owners).size).toBe(functions.length);
    expect(groups.filter(({ Properties }) => !Properties.RetentionInDays)).toEqual([]);
    expect(groups.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
  });

  it('that follow a stream bisect, give up in time and park what failed', () => {
    const streams = mappings.filter(({ Properties }) => Properties.StartingPosition);
    expect(streams.length).toBeGreaterThan(0);
    for (const { Properties } of streams) {
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
      expect(Properties.MaximumRetryAttempts).toBeGreaterThan(0);
      expect(Properties.MaximumRecordAgeInSeconds).toBeLessThan(24 * 3600);
    }
  });

  it('that follow a stream know their failure queue and may write to it', () => {
    for (const { Properties } of mappings.filter(({ Properties }) => Properties.StartingPosition)) {
      const queue = queues.find(({ id }) => refersTo(Properties.DestinationConfig, id));
      const handler = functions.find(({ id }) => refersTo(Properties.FunctionName, id));
      const id = queue?.id ?? '';
      const role: string = handler?.Properties.Role['Fn::GetAtt'][0];
      const statements = ofType(resources, 'AWS::IAM::Policy')
        .filter(({ Properties }) => refersTo(Properties.Roles, role))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

      expect(handler?.Properties.Environment.Variables.FAILURE_QUEUE_URL).toEqual({ Ref: id });
      expect(
        statements.some(
          ({ Action, Resource }) => [Action].flat().includes('sqs:SendMessage') && refersTo(Resource, id),
        ),
      ).toBe(true);
    }
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html: more would be throttled.
  it('follow each stream by two at most', () => {
    const streams = mappings
      .filter(({ Properties }) => Properties.StartingPosition)
      .map(({ Properties }) => JSON.stringify(Properties.EventSourceArn));

    for (const stream of new Set(streams)) {
      expect(streams.filter((other) => other === stream).length, stream).toBeLessThanOrEqual(2);
    }
  });

  it('that work off a queue report each failed message and outlast no visibility timeout', () => {
    for (const { Properties } of mappings.filter(({ Properties }) => !Properties.StartingPosition)) {
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      const queue = queues.find(({ id }) => refersTo(Properties.EventSourceArn, id));
      const worker = functions.find(({ id }) => refersTo(Properties.FunctionName, id));
      expect(queue?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * worker?.Properties.Timeout);
    }
  });

  it('that a schedule or a rule starts have a failure destination', () => {
    const starters = [
      ...ofType(resources, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties.Target.Arn),
      ...ofType(resources, 'AWS::Events::Rule').flatMap(({ Properties }) => Properties.Targets ?? []),
    ];
    const started = functions.filter(({ id }) => starters.some((starter) => refersTo(starter, id)));
    const unguarded = started.filter(
      ({ id }) =>
        !onFailure.some(
          ({ Properties }) =>
            refersTo(Properties.FunctionName, id) && Properties.DestinationConfig?.OnFailure?.Destination,
        ),
    );

    expect(paths(unguarded)).toEqual([]);
  });
});

describe('schedules', () => {
  it('are on time, in the business zone, and park what they cannot hand over', () => {
    for (const { Properties } of ofType(resources, 'AWS::Scheduler::Schedule')) {
      expect(Properties.FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
      expect(Properties.ScheduleExpressionTimezone).toBe('Africa/Addis_Ababa');
      expect(Properties.Target.DeadLetterConfig).toBeDefined();
    }
  });
});

describe('what must not be lost', () => {
  it('tables are kept, encrypted and recoverable to any second', () => {
    const tables = ofType(resources, 'AWS::DynamoDB::GlobalTable');
    expect(tables).toHaveLength(4);
    for (const { Properties, DeletionPolicy } of tables) {
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties.SSESpecification.SSEEnabled).toBe(true);
      for (const replica of Properties.Replicas) {
        expect(replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
        expect(replica.DeletionProtectionEnabled).toBe(true);
      }
    }
  });

  it('the data stack cannot be deleted in passing', () => {
    expect(data.terminationProtection).toBe(true);
  });

  it('buckets are private and speak TLS only', () => {
    const policies = ofType(resources, 'AWS::S3::BucketPolicy');
    for (const { id, Properties } of ofType(resources, 'AWS::S3::Bucket')) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      const policy = policies.find((candidate) => refersTo(candidate.Properties.Bucket, id));
      expect(JSON.stringify(policy)).toContain('aws:SecureTransport');
    }
  });
});

describe('state machines', () => {
  it('are traced, log their errors and raise an alarm when they fail or, on a schedule, stay silent', () => {
    const scheduled = ofType(resources, 'AWS::Scheduler::Schedule').map(
      ({ Properties }) => Properties.Target,
    );
    for (const { id, Properties } of ofType(resources, 'AWS::StepFunctions::StateMachine')) {
      expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
      expect(Properties.LoggingConfiguration.Level).toMatch(/ALL|ERROR/);
      const watching = alarms.filter((alarm) => refersTo(alarm.Properties, id));
      const isScheduled = scheduled.some((target) => refersTo(target, id));
      const metrics = [
        'ExecutionsFailed',
        'ExecutionsTimedOut',
        ...(isScheduled ? ['ExecutionsSucceeded'] : []),
      ];
      for (const metric of metrics) {
        expect(watching.map((alarm) => alarm.Properties.MetricName)).toContain(metric);
      }
    }
  });
});

describe('alarms', () => {
  it('reach the topic and say in words what to do', () => {
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.AlarmDescription.length).toBeGreaterThan(20);
    }
  });
});
