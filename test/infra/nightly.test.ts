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
  const nexts = [...(state?.Choices ?? []).map(({ Next }) => Next), state?.Default, state?.Next].filter(
    (next) => next !== undefined,
  );
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
    expect(tasks.length).toBe(7);
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
