// The synthesised templates read by cfn-lint, which refuses what CloudFormation would and the emulator does not.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../infra/local/paths.ts';
import { check, type Result } from './sections.ts';

export const cfnLint = join(repository, '.local', 'cfn-lint', 'bin', 'cfn-lint');

/** Templates of the stage that goes to AWS; one check for synthesis, one for the reading. */
export async function readTemplates(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tamagn-templates-'));
  try {
    const synthesis = await check('cdk', [
      'synth',
      '--quiet',
      '--no-notices',
      '-c',
      'stage=prod',
      '--output',
      folder,
    ]);
    if (synthesis.failed > 0) return synthesis;
    const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
    const files = templates.map((name) => join(folder, name));
    // .cfnlintrc.yaml says what is not for us to mend.
    const reading = await check(cfnLint, ['--regions', 'eu-west-1', '--', ...files]);
    return { passed: synthesis.passed + reading.passed, failed: reading.failed, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
