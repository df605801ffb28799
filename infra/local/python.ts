// The Python side of the local run: an environment of its own under .local with pinned packages.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.ts';
import { localPath } from './paths.ts';
import { Friendly } from './progress.ts';

const OLDEST = [3, 10] as const;
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

const how = `The local run needs Python ${OLDEST.join('.')} or newer for the AWS emulator.
  Debian, Ubuntu: sudo apt install python3 python3-venv     macOS: brew install python
  Any system: https://www.python.org/downloads/`;

async function versionOf(command: string): Promise<[number, number] | undefined> {
  try {
    const text = await run(command, ['-c', 'import sys; print(*sys.version_info[:2])']);
    const [major, minor] = text.trim().split(' ').map(Number);
    return major === undefined || minor === undefined ? undefined : [major, minor];
  } catch {
    return undefined;
  }
}

async function findPython(): Promise<string> {
  const seen: string[] = [];
  for (const command of candidates) {
    const version = await versionOf(command);
    if (!version) continue;
    seen.push(`${command} is ${version.join('.')}`);
    if (version[0] === OLDEST[0] && version[1] >= OLDEST[1]) return command;
  }
  throw new Friendly(
    seen.length === 0 ? `No Python found. ${how}` : `Python is too old (${seen.join(', ')}). ${how}`,
  );
}

/**
 * Installs the pinned packages of a requirements file once, and again when the file changes.
 * Returns the folder of the environment's commands.
 */
export async function pythonEnvironment(requirements: string, name = 'venv'): Promise<string> {
  const home = localPath(name);
  const bin = join(home, 'bin');
  const marker = join(home, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return bin;
  const python = await findPython();
  try {
    await run(python, ['-m', 'venv', '--clear', home]);
  } catch (cause) {
    throw new Friendly(`Python has no venv module. ${how}`, { cause });
  }
  await run(join(bin, 'python'), [
    '-m',
    'pip',
    'install',
    '-q',
    '--disable-pip-version-check',
    '-r',
    requirements,
  ]);
  writeFileSync(marker, wanted);
  return bin;
}
