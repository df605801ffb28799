// The app as `cdk synth` runs it: its own process, no AWS account, no credentials, no look-ups.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'tamagn-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (context: Record<string, string>) =>
  execFileSync(process.execPath, ['infra/app.ts'], {
    env: {
      PATH: process.env.PATH ?? '',
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
    stdio: 'pipe',
  });

describe('the app', () => {
  it('is synthesised without an AWS account, looks nothing up, and takes any setting from the command line', () => {
    run({ stage: 'dev', senderAddress: 'hello@example.org', region: 'af-south-1' });

    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(Object.keys(manifest.artifacts)).toEqual(
      expect.arrayContaining(['tamagn-dev-data', 'tamagn-dev-app']),
    );
    expect(manifest.missing).toBeUndefined();
    const template = readFileSync(join(folder, 'tamagn-dev-data.template.json'), 'utf8');
    expect(template).toContain('hello@example.org');
    expect(template).toContain('af-south-1');
  });

  it('refuses a setting that makes no sense, by name', () => {
    expect(() => run({ stage: 'dev', timeZone: 'Africa/Nowhere' })).toThrow(/timeZone/);
  });
});
