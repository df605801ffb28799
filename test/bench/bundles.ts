// Bundle size and module-load time of every function, from the assets that `cdk synth` makes: what AWS would run.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printTable } from './table.ts';

const OUT = join('.local', 'bench', 'cdk.out');
const LOADS = 7;

interface LambdaResource {
  Type: string;
  Metadata?: { 'aws:asset:path'?: string };
  Properties: { Environment?: { Variables?: Record<string, unknown> } };
}

/** Imports the bundle in a fresh process and gives the milliseconds the import took; the environment is the template's. */
function loadMs(file: string, variables: Record<string, unknown>): number {
  const environment = Object.fromEntries(
    // What only the deployment knows (a name, an address) is any text here.
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'https://example.com',
    ]),
  );
  const script = `const t=performance.now();await import(${JSON.stringify(`file://${file}`)});console.log(performance.now()-t)`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...environment },
    encoding: 'utf8',
  });
  return Number(printed.trim().split('\n').at(-1));
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Synthesises the app and measures each Lambda function of the app stack. */
export function benchBundles(): void {
  execFileSync('cdk', ['synth', '--quiet', '--output', OUT, '-c', 'stage=local'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const manifest = JSON.parse(readFileSync(join(OUT, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { templateFile?: string } }>;
  };
  const rows = Object.values(manifest.artifacts)
    .flatMap(({ type, properties }) =>
      type === 'aws:cloudformation:stack' ? (properties?.templateFile ?? []) : [],
    )
    .flatMap((file) =>
      Object.entries(
        (JSON.parse(readFileSync(join(OUT, file), 'utf8')) as { Resources: Record<string, LambdaResource> })
          .Resources,
      ),
    )
    .filter(([, { Type, Metadata }]) => Type === 'AWS::Lambda::Function' && Metadata?.['aws:asset:path'])
    .map(([id, { Metadata, Properties }]) => {
      const file = join(process.cwd(), OUT, Metadata?.['aws:asset:path'] ?? '', 'index.mjs');
      const loads = Array.from({ length: LOADS }, () =>
        loadMs(file, Properties.Environment?.Variables ?? {}),
      );
      return [
        id.replace(/[0-9A-F]{8}$/, ''),
        `${(statSync(file).size / 1000).toFixed(0)} KB`,
        `${median(loads).toFixed(0)} ms`,
      ];
    });
  printTable(
    `Functions: bundle size (minified) and module load (median of ${LOADS} fresh processes)`,
    ['function', 'bundle', 'load'],
    rows,
  );
}

if (import.meta.main) benchBundles();
