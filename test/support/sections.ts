// The kinds of checks `npm test` runs: commands that hold or do not, and vitest projects that count their tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Result {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a command with its output shown. Returns whether it ended well. */
async function holds(command: string, args: string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}

/** A command that counts as one check. */
export async function check(command: string, args: string[]): Promise<Result> {
  const isGood = await holds(command, args);
  return { passed: Number(isGood), failed: Number(!isGood), skipped: 0 };
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/** A vitest project; a file that does not load or a setup that breaks counts as one failure. */
export async function project(name: string): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tamagn-report-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const isGood = await holds('vitest', ['run', '--project', name, ...reporters]);
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
  rmSync(folder, { recursive: true, force: true });
  const failed = report?.numFailedTests ?? 0;
  return {
    passed: report?.numPassedTests ?? 0,
    failed: isGood ? failed : Math.max(failed, 1),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}
