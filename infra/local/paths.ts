// Where the local run keeps its things; all of it is ignored by git and can be deleted.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..');
export const localDirectory = join(repository, '.local');

/** A path under .local; its folder exists afterwards. */
export function localPath(...parts: string[]): string {
  const path = join(localDirectory, ...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  return path;
}
