// Settings are checked before anything is made from them.
import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/config.ts';

describe('settings', () => {
  it.each(['local', 'dev', 'prod'])('of stage %s are complete', (stage) => {
    expect(configOf(stage).stage).toBe(stage);
  });

  it('of an unknown stage are refused by name', () => {
    expect(() => configOf('staging')).toThrow('Unknown stage "staging"');
  });

  it.each([
    ['timeZone', 'Africa/Nowhere'],
    ['currency', 'birr'],
    ['nightlyAt', '25:00'],
    ['senderAddress', 'shop'],
    ['horizonDays', '3'],
    ['marketers', 'a@example.com'],
    ['marketers', 'a@example.com:fr'],
    ['region', 'Ethiopia'],
    ['senderRate', '199'],
    ['senderBurst', '5001'],
  ])('name what is wrong: %s=%s', (name, value) => {
    expect(() => configOf('dev', { [name]: value })).toThrow(name);
  });

  it('read text as on the command line', () => {
    const config = configOf('dev', { currency: 'GBP', horizonDays: '30', marketers: 'a@example.com:am' });

    expect(config).toMatchObject({
      currency: 'GBP',
      horizonDays: 30,
      marketers: [{ address: 'a@example.com', language: 'am' }],
    });
  });

  it('let other systems send more than people, in every stage', () => {
    for (const stage of ['local', 'dev', 'prod']) {
      expect(configOf(stage)).toMatchObject({ senderRate: 2_000, senderBurst: 1_000 });
    }
    expect(configOf('prod', { senderRate: '500', senderBurst: '900' })).toMatchObject({
      senderRate: 500,
      senderBurst: 900,
    });
  });

  it('of prod keep the data', () => {
    expect(configOf('prod').removalPolicy).toBe('retain');
  });
});
