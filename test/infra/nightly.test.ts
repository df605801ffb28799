// What the state machine of the nightly pass promises: retries everywhere, nothing written before the guard, a way out.
import { describe, expect, it } from 'vitest';
import { ofType, synth } from './synth.ts';

interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string; Variable: string }[];
  Retry?: { ErrorEquals: string[]; MaxAttempts: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Resource?: unknown;
  ItemProcessor?: { States: Record<string, State> };
}

const { resources } = synth();
const [machine] = ofType(resources, 'AWS::StepFunctions::StateMachine');
const text = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map(part).join('');
const part = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', "'");
const definition: { StartAt: string; States: Record<string, State> } = JSON.parse(
  text(machine?.Properties.DefinitionString),
);
const inner = (state: State) => Object.values(state.ItemProcessor?.States ?? {});
const tasks = Object.values(definition.States)
  .flatMap((state) => [state, ...inner(state)])
  .filter(({ Type }) => Type === 'Task');

/** Every way through the machine, as the names of its states. */
function ways(name: string): string[][] {
  const state = definition.States[name];
  const onError = (state?.Catch ?? []).map(({ Next }) => Next).filter((next) => next !== state?.Next);
  const nexts = [
    ...(state?.Choices ?? []).map(({ Next }) => Next),
    ...onError,
    state?.Default,
    state?.Next,
  ].filter((next) => next !== undefined);
  return nexts.length === 0 ? [[name]] : nexts.flatMap((next) => ways(next).map((way) => [name, ...way]));
}

describe('the nightly state machine', () => {
  it('is started by a schedule and by nobody else', () => {
    const schedules = ofType(resources, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      JSON.stringify(Properties.Target.Arn).includes(machine?.id ?? '?'),
    );

    expect(schedules).toHaveLength(1);
    expect(JSON.parse(schedules[0]?.Properties.Target.Input)).toEqual({
      scheduledAt: '<aws.scheduler.scheduled-time>',
    });
  });

  it('retries every step', () => {
    expect(tasks.length).toBe(8);
    for (const { Retry = [] } of tasks) {
      expect(
        Retry.some(({ ErrorEquals, MaxAttempts }) => ErrorEquals.includes('States.ALL') && MaxAttempts > 0),
      ).toBe(true);
    }
  });

  it('writes no score before the guard has seen them all, and none when it holds the pass', () => {
    const all = ways(definition.StartAt);
    const writing = all.filter((way) => way.includes('Write scores'));
    const held = all.filter((way) => way.includes('Held'));

    expect(writing.length).toBe(2);
    expect(held.length).toBe(2);
    for (const way of writing) {
      expect(way.indexOf('May it go on?')).toBeGreaterThan(way.indexOf('Score'));
      expect(way.indexOf('Write scores')).toBeGreaterThan(way.indexOf('May it go on?'));
      expect(way.at(-1)).toBe('Report');
    }
    for (const way of held) expect(way).not.toContain('Write scores');
  });

  it('looks at the data before the guard, so that a held pass has its report, and goes on when that fails', () => {
    const all = ways(definition.StartAt);
    const { Next, Catch } = definition.States['Check the data'] ?? {};

    for (const way of all) {
      expect(way.indexOf('Check the data')).toBe(way.indexOf('Score') + 1);
      expect(way.indexOf('May it go on?')).toBeGreaterThan(way.indexOf('Check the data'));
    }
    expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next }]);
  });

  it('tells somebody when the report on the data fails, since the pass goes on without it', () => {
    const [quality] = ofType(resources, 'AWS::Lambda::Function').filter(({ Properties }) =>
      Properties.Description?.includes('how good the data is'),
    );
    const watching = ofType(resources, 'AWS::CloudWatch::Alarm').filter(({ Properties }) =>
      JSON.stringify(Properties.Dimensions ?? []).includes(quality?.id ?? '?'),
    );

    expect(watching.map(({ Properties }) => Properties)).toMatchObject([
      { MetricName: 'Errors', Threshold: 0, AlarmActions: [expect.anything()] },
    ]);
  });

  it('can tell a worker that left nothing from a right that is missing', () => {
    const allowed = ofType(resources, 'AWS::IAM::Policy')
      .filter(({ id }) => id.startsWith('ChurnQualityRole'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action);

    expect(allowed).toContain('s3:ListBucket');
  });

  it.each([
    ['newlySilentSources', 'GET /v1/data-quality'],
    ['customers cannot be read', 'log of the nightly step Score'],
  ])('tells somebody what it found: %s', (line, says) => {
    const [filter, ...others] = ofType(resources, 'AWS::Logs::MetricFilter').filter(({ Properties }) =>
      Properties.FilterPattern.includes(line),
    );
    const [transformation] = filter?.Properties.MetricTransformations ?? [];
    const alarm = ofType(resources, 'AWS::CloudWatch::Alarm').find(
      ({ Properties }) =>
        Properties.MetricName === transformation.MetricName &&
        Properties.Namespace === transformation.MetricNamespace,
    );

    expect(others).toEqual([]);
    expect(alarm?.Properties).toMatchObject({
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmDescription: expect.stringContaining(says),
      AlarmActions: [expect.anything()],
    });
  });

  it('fits before it scores when a fit is due', () => {
    const fitting = ways(definition.StartAt).filter((way) => way.includes('Fit'));

    expect(fitting.length).toBe(2);
    for (const way of fitting) expect(way.indexOf('Score')).toBeGreaterThan(way.indexOf('Fit'));
  });

  it('tells somebody when it fails or is held', () => {
    const alarms = ofType(resources, 'AWS::CloudWatch::Alarm').filter(({ Properties }) =>
      JSON.stringify(Properties.Dimensions ?? []).includes(machine?.id ?? '?'),
    );

    expect(alarms.map(({ Properties }) => Properties.MetricName)).toContain('ExecutionsFailed');
    for (const { Properties } of alarms) expect(Properties.AlarmActions.length).toBeGreaterThan(0);
  });
});
