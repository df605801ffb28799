// Synthesis and deployment with the real CDK CLI against whatever AWS_ENDPOINT_URL names.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.ts';
import { localAccount, localEnvironment, localRegion } from './environment.ts';
import { localPath, repository } from './paths.ts';
import type { Show } from './progress.ts';

const cli = join(repository, 'node_modules', '.bin', 'cdk');
const quiet = ['--no-notices', '--no-color'];

/** Context values for `cdk -c name=value`. */
export type Context = Readonly<Record<string, string>>;

const contextArguments = (context: Context) =>
  Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

export interface DeployOptions {
  port: number;
  context: Context;
  /** Folder under .local for the synthesised app and the outputs. */
  name?: string;
  /** The CDK app as a command; by default the one in cdk.json. */
  app?: string;
}

/** Outputs of all stacks in one record: names are unique over the stacks. */
export type Outputs = Readonly<Record<string, string>>;

/** `stack | 12/40 | time | CREATE_COMPLETE | AWS::X | Name` -> `12 of 40 resources`. */
export function progressOf(line: string): string | undefined {
  const [, done, all] = /\|\s+(\d+)\/(\d+)\s+\|/.exec(line) ?? [];
  return done && all ? `${done} of ${all} resources` : undefined;
}

export function cdkEnvironment(port: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...localEnvironment(port),
    PATH: `${join(repository, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`,
    CDK_DISABLE_CLI_TELEMETRY: '1',
    CDK_DEFAULT_ACCOUNT: localAccount,
    CDK_DEFAULT_REGION: localRegion,
  };
}

/** Bundles the functions and writes the templates. Returns the folder of the cloud assembly. */
export async function synthesise(options: DeployOptions): Promise<string> {
  const folder = localPath(options.name ?? 'deployment', 'cdk.out');
  rmSync(folder, { recursive: true, force: true });
  const app = options.app ? ['--app', options.app] : [];
  await run(
    cli,
    [...app, 'synth', '--quiet', '--output', folder, ...contextArguments(options.context), ...quiet],
    {
      cwd: repository,
      env: cdkEnvironment(options.port),
    },
  );
  return folder;
}

/** `cdk bootstrap` and `cdk deploy --all` of a synthesised app. Returns the outputs of its stacks. */
export async function deploy(assembly: string, options: DeployOptions, show: Show): Promise<Outputs> {
  const env = cdkEnvironment(options.port);
  const common = ['--app', assembly, ...quiet];
  await run(cli, ['bootstrap', ...common], { cwd: repository, env });
  const file = localPath(options.name ?? 'deployment', 'outputs.json');
  let stack = '';
  const onLine = (line: string) => {
    stack = /^(\S+): deploying/.exec(line)?.[1] ?? stack;
    const progress = progressOf(line);
    if (progress) show(`${stack} ${progress}`);
  };
  const flags = [
    'deploy',
    '--all',
    '--progress',
    'events',
    '--require-approval',
    'never',
    '--outputs-file',
    file,
  ];
  await run(cli, [...flags, ...common], { cwd: repository, env, onLine });
  const stacks = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
  return Object.assign({}, ...Object.values(stacks));
}
