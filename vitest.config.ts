// One project per kind of test; test/all.ts runs them in order.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Milliseconds until something is said to hang; how long a test takes on a slow machine is no reason to fail it. */
const PATIENCE = { testTimeout: 180_000, hookTimeout: 180_000 };

const kind = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node' as const, ...PATIENCE, ...more },
});

/** End-to-end tests share one stack: the main story counts all of its customers, so it goes first. */
class StoriesInOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isStory = ({ project }: TestSpecification) => project.name === 'e2e';
    const isMain = ({ moduleId }: TestSpecification) => moduleId.endsWith('/purchases-to-mail.test.ts');
    const stories = sorted.filter(isStory);
    return [
      ...sorted.filter((file) => !isStory(file)),
      ...stories.filter(isMain),
      ...stories.filter((file) => !isMain(file)),
    ];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: StoriesInOrder },
    projects: [
      // Every core: nothing else runs beside them. The store tests leave one to their engines.
      kind('unit', { maxWorkers: '100%' }),
      kind('store', { globalSetup: ['test/support/engines-setup.ts'] }),
      kind('api', { maxWorkers: '100%' }),
      // One process for all files: they share one synthesis.
      kind('infra', { isolate: false, fileParallelism: false }),
      kind('e2e', {
        testTimeout: 300_000,
        hookTimeout: 600_000,
        fileParallelism: false,
        globalSetup: ['test/support/stack-setup.ts'],
      }),
    ],
  },
});
