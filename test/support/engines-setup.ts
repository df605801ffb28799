// Starts the DynamoDB engines once for all store tests: the emulator's and, where there is Java, Amazon's own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../infra/local/emulator.ts';
import { useEmulator } from '../../infra/local/environment.ts';
import { freePort } from '../../infra/local/ports.ts';
import { hasJava, startDynamoDbLocal } from './dynamodb-local.ts';

export interface EngineAddress {
  name: string;
  url: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    engines: EngineAddress[];
  }
}

export const NO_JAVA =
  'LEFT OUT: the store tests against DynamoDB Local (no Java found; install a JRE 11 or newer)';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'tamagn-store-'));
  const port = await freePort();
  useEmulator(port);
  const emulator = await startEmulator({ port, home });
  const engines: EngineAddress[] = [{ name: 'the emulator', url: emulator.url }];
  const amazons = (await hasJava()) ? await startDynamoDbLocal() : undefined;
  if (amazons) engines.push({ name: 'DynamoDB Local', url: amazons.url });
  else console.warn(`\n${NO_JAVA}\n`);
  project.provide('engines', engines);
  return async () => {
    await Promise.all([emulator.stop(), amazons?.stop()]);
    rmSync(home, { recursive: true, force: true });
  };
}
