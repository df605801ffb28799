// The imports of our own source files, read from the text: one regular shape of import statement is all we write.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Import {
  /** Path of the importing file from the project root. */
  from: string;
  /** Path from the root for our own files, package name otherwise. */
  to: string;
  /** `import type`: gone at run time. */
  isType: boolean;
  text: string;
}

const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?'([^']+)';/gms;

export const sources: readonly string[] = globSync('{shared,functions,infra}/**/*.ts').sort();

export const textOf = (path: string): string => readFileSync(path, 'utf8');

export const imports: readonly Import[] = sources.flatMap((from) =>
  [...textOf(from).matchAll(STATEMENT)].map(([text, type, target = '']) => ({
    from,
    to: target.startsWith('.') ? join(dirname(from), target) : target,
    isType: type !== undefined || onlyTypes(text),
    text,
  })),
);

/** `import { type A, type B } from`: each name is a type. */
function onlyTypes(text: string): boolean {
  const names = /\{([^}]*)\}/s
    .exec(text)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
}

/** `shared/churn/models/clv.ts` -> `churn`. */
export const areaOf = (path: string): string => path.split('/')[1] ?? '';
