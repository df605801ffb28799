import { describe, expect, it } from 'vitest';
import { progressOf } from '../../../infra/local/cdk.ts';
import { readOptions } from '../../../infra/local/options.ts';

describe('the command line of the local run', () => {
  it('serves the demo on the usual port unless told otherwise', () => {
    expect(readOptions([], {})).toEqual({ once: false, port: 4566, consentGiven: false });
  });

  it('takes the port from the command line before the environment', () => {
    expect(readOptions([], { TAMAGN_PORT: '4600' }).port).toBe(4600);
    expect(readOptions(['--port', '4700'], { TAMAGN_PORT: '4600' }).port).toBe(4700);
  });

  it.each([
    [['--port', 'many'], 'is no port'],
    [['--once', '--purchases', 'a.csv', '--as-of', '2026-02-30'], 'is no date'],
    [['--purchases', 'a.csv', '--currency', 'birr'], 'is no ISO 4217 code'],
    [['--as-of', '2026-02-03'], 'go with --purchases'],
    [['--twice'], 'npm start -- --once'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
  });
});

describe('progress of a deployment', () => {
  it('is read from the lines of the CDK', () => {
    const line = 'tamagn-local-app | 12/140 | 7:40:10 AM | CREATE_COMPLETE | AWS::IAM::Role | Role';

    expect(progressOf(line)).toBe('12 of 140 resources');
    expect(progressOf('Outputs:')).toBeUndefined();
  });
});
