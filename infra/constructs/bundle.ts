// One entry point as one small ES module, by esbuild in this process: a process for each would take five times as long.
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

// Ways to find credentials that Lambda never goes: it puts them in the environment, where the SDK looks first.
const unused = ['ini', 'sso', 'process', 'web-identity'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** How functions are bundled. The SDK comes along, so that what was tested is what runs. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  external: [...unused, '@smithy/credential-provider-imds'],
  // CommonJS dependencies inside an ES module need a `require`.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
  absWorkingDir: root,
} as const satisfies BuildOptions;

/** The bundle of `entry` (a path from the project root) as the code of a function; handler `index.handler`. */
export const bundled = (entry: string): Code =>
  Code.fromAsset(root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // Tells the bundles of one source folder apart in CDK's cache.
      command: [entry],
      local: {
        tryBundle(outputFolder) {
          buildSync({ ...bundleOptions, entryPoints: [entry], outfile: join(outputFolder, 'index.mjs') });
          return true;
        },
      },
    },
  });
