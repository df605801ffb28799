// Deploys a whole Tamagn once for all end-to-end tests, on a port and in a folder of its own.
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import type { Emulator } from '../../infra/local/emulator.ts';
import { localPath } from '../../infra/local/paths.ts';
import { freePort } from '../../infra/local/ports.ts';
import { bringUp, type Stack } from '../../infra/local/stack.ts';

/** What can be handed to a test's own process. */
export type DeployedStack = Pick<Stack, 'outputs' | 'apiUrl'> & { port: number; emulatorUrl: string };

declare module 'vitest' {
  export interface ProvidedContext {
    stack: DeployedStack;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const name = `e2e-${process.pid}`;
  let emulator: Emulator | undefined;
  const teardown = async () => {
    await emulator?.stop();
    rmSync(localPath(name), { recursive: true, force: true });
  };
  try {
    const onStart = (started: Emulator) => {
      emulator = started;
    };
    const port = await freePort();
    const { outputs, apiUrl } = await bringUp({ port, name, settings: { currency: 'GBP' }, onStart });
    project.provide('stack', { outputs, apiUrl, port, emulatorUrl: `http://127.0.0.1:${port}` });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
