// One project per kind of test; test/all.ts runs them in order.
import { defineConfig } from 'vitest/config';

const kind = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node' as const, ...more },
});

export default defineConfig({
  test: {
    projects: [
      kind('unit'),
      kind('store', {
        testTimeout: 30_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/engines-setup.ts'],
      }),
      kind('api'),
      // One process for all files: they share one synthesis.
      kind('infra', { testTimeout: 60_000, hookTimeout: 120_000, isolate: false, fileParallelism: false }),
      kind('e2e', {
        testTimeout: 300_000,
        hookTimeout: 600_000,
        fileParallelism: false,
        globalSetup: ['test/support/stack-setup.ts'],
      }),
    ],
  },
});
