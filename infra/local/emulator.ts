// The local AWS: MiniStack (open source, https://pypi.org/project/ministack/) on one loopback port.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, startChild } from './children.ts';
import { localEnvironment } from './environment.ts';
import { endLeftOver, forget, remember } from './left-over.ts';
import { repository } from './paths.ts';
import { isFree } from './ports.ts';
import { Friendly } from './progress.ts';
import { pythonEnvironment } from './python.ts';

export const DEFAULT_PORT = 4566;

export interface Emulator {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  port: number;
  /** Folder for state, log and temporary files. */
  home: string;
  /** Keep what an earlier run stored there; otherwise it starts empty. */
  keep?: boolean;
}

const requirements = join(import.meta.dirname, 'requirements.txt');

function environmentOf(port: number, home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...localEnvironment(port),
    // Lambda functions run on the `node` that comes first here, whatever their runtime says.
    PATH: `${join(repository, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    PERSIST_STATE: '1',
    STATE_DIR: join(home, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(home, 'state', 's3'),
    TMPDIR: join(home, 'tmp'),
    LAMBDA_EXECUTOR: 'local',
    // Side doors that would listen on all addresses.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    PYTHONUNBUFFERED: '1',
  };
}

const answers = (url: string) =>
  fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  );

async function ready(url: string, child: Child, log: string): Promise<void> {
  let hasEnded = false;
  void child.ended.then(() => {
    hasEnded = true;
  });
  for (let attempt = 0; attempt < 300 && !hasEnded; attempt += 1) {
    if (await answers(url)) return;
    await wait(100);
  }
  await child.stop(1_000);
  throw new Friendly(`The AWS emulator did not start; what it printed is in ${log}`);
}

/** Starts the emulator and waits until it answers. Throws Friendly when Python is missing or the port is taken. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port, home } = options;
  await endLeftOver(home);
  if (!(await isFree(port))) {
    throw new Friendly(
      `Port ${port} is taken, perhaps by another local run. Stop it, or choose another: npm start -- --port ${port + 1}`,
    );
  }
  const bin = await pythonEnvironment(requirements);
  if (!options.keep) rmSync(join(home, 'state'), { recursive: true, force: true });
  rmSync(join(home, 'tmp'), { recursive: true, force: true });
  for (const folder of ['state', 'tmp']) mkdirSync(join(home, folder), { recursive: true });
  // Its function workers are CommonJS files in there; this repository's package.json above would make them ESM.
  writeFileSync(join(home, 'tmp', 'package.json'), '{ "type": "commonjs" }\n');
  const log = join(home, 'emulator.log');
  const env = environmentOf(port, home);
  const child = await startChild(join(bin, 'ministack'), [], { cwd: home, env, log });
  remember(home, child.pid);
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child, log);
  const stop = async () => {
    await child.stop();
    forget(home);
    rmSync(join(home, 'tmp'), { recursive: true, force: true });
  };
  return { url, port, stop };
}
