// An emulator that outlived its local run (the run was killed, not stopped) is ended by the next one.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { run } from './children.ts';

const Record = z.object({ emulator: z.int().positive(), starter: z.int().positive() });
type Record = z.infer<typeof Record>;

const fileIn = (home: string) => join(home, 'emulator.json');

/** Notes who runs in `home`. */
export const remember = (home: string, emulator: number): void =>
  writeFileSync(fileIn(home), JSON.stringify({ emulator, starter: process.pid } satisfies Record));

export const forget = (home: string): void => rmSync(fileIn(home), { force: true });

function recordIn(home: string): Record | undefined {
  try {
    return Record.parse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Numbers of processes are used again: only an emulator is ended, and only when nobody owns it. */
export async function endLeftOver(home: string): Promise<void> {
  const record = recordIn(home);
  if (!record || isAlive(record.starter) || !isAlive(record.emulator)) return;
  const command = await run('ps', ['-o', 'command=', '-p', String(record.emulator)]).catch(() => '');
  if (!command.includes('ministack')) return;
  process.kill(-record.emulator, 'SIGKILL');
  await wait(500);
}
