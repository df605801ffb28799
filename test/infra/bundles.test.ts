// What is uploaded: small enough to start fast, and nothing that belongs on a developer's machine.
import { globSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundleOptions } from '../../infra/constructs/bundle.ts';

const entries = globSync('functions/*/*.ts').sort();
/** People wait for an API function to start; nobody waits for the others. */
const limitOf = (entry: string) => (/\/(api|admin)\.ts$/.test(entry) ? 700_000 : 1_000_000);

describe('bundles', () => {
  it.each(entries)('%s is small, whole and free of build tools', (entry) => {
    const { metafile, outputFiles } = buildSync({
      ...bundleOptions,
      sourcemap: false,
      entryPoints: [entry],
      outfile: 'index.mjs',
      write: false,
      metafile: true,
    });

    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(limitOf(entry));
    expect(metafile.outputs['index.mjs']?.exports).toEqual(['handler']);
    const tools = Object.keys(metafile.inputs).filter((path) =>
      /node_modules\/(aws-cdk-lib|constructs|esbuild|vitest|fast-check|vega)\//.test(path),
    );
    expect(tools).toEqual([]);
  });
});
