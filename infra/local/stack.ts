// A whole Tamagn on this machine: emulator up, app synthesised and deployed. Used by `npm start` and the end-to-end tests.
import { apiAddress } from './api.ts';
import { type Context, deploy, type Outputs, synthesise } from './cdk.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { useEmulator } from './environment.ts';
import { localPath } from './paths.ts';
import { step } from './progress.ts';

export interface Stack {
  readonly emulator: Emulator;
  readonly outputs: Outputs;
  readonly apiUrl: string;
  /** From the start of the emulator until the last resource was there. */
  readonly seconds: number;
}

export interface StackOptions {
  port: number;
  /** Folder under .local for everything this stack writes. */
  name: string;
  /** Settings of infra/config.ts that differ from the stage `local`. */
  settings: Context;
  /** Told about the emulator as soon as it runs, so that it can be stopped whatever happens next. */
  onStart(emulator: Emulator): void;
}

/** Starts with nothing stored. Points the SDK clients of this process at the emulator. */
export async function bringUp(options: StackOptions): Promise<Stack> {
  const { port, name } = options;
  const start = performance.now();
  useEmulator(port);
  const { answer: emulator } = await step('Starting the AWS emulator', () =>
    startEmulator({ port, home: localPath(name) }),
  );
  options.onStart(emulator);
  const context = { stage: 'local', ...options.settings };
  const { answer: assembly } = await step('Bundling the functions', () =>
    synthesise({ port, name, context }),
  );
  const { answer: outputs } = await step('Deploying', (show) =>
    deploy(assembly, { port, name, context }, show),
  );
  const apiId = outputs.ApiId;
  if (!apiId) throw new Error('the stack has no output ApiId');
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  return { emulator, outputs, apiUrl: apiAddress(port, apiId), seconds };
}
