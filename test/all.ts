// `npm test`: every check in order. Says what it left out; the last line is `N passed, N failed`.
import { existsSync } from 'node:fs';
import { findChromium } from './support/chromium.ts';
import { hasJava } from './support/dynamodb-local.ts';
import { check, project, type Result } from './support/sections.ts';
import { cfnLint, readTemplates } from './support/templates.ts';

const sections: Record<string, () => Promise<Result>> = {
  types: () => check('tsc', ['--noEmit']),
  lint: () => check('biome', ['check', '--error-on-warnings', '.']),
  unit: () => project('unit'),
  api: () => project('api'),
  infra: () => project('infra'),
  ...(existsSync(cfnLint) && { templates: readTemplates }),
  store: () => project('store'),
  e2e: () => project('e2e'),
};

const leftOut = [
  ...((await hasJava())
    ? []
    : ['the store tests against DynamoDB Local: no Java (install a JRE 11 or newer)']),
  ...(findChromium() ? [] : ['the pages in a browser: no Chromium (install it, or name it in CHROMIUM)']),
  ...(existsSync(cfnLint) ? [] : ['cfn-lint over the templates: not installed (.ci/run installs it)']),
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  console.error(`No such section: ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}

const lines: string[] = [];
const total: Result = { passed: 0, failed: 0, skipped: 0 };
for (const [name, run] of Object.entries(sections)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n=== ${name} ===`);
  const start = performance.now();
  const result = await run();
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += result[key];
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  lines.push(`${name.padEnd(10)} ${result.passed} passed, ${result.failed} failed${skipped} (${seconds} s)`);
}

console.log(`\n=== summary ===\n${lines.join('\n')}`);
for (const reason of leftOut) console.log(`LEFT OUT: ${reason}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
