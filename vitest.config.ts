/** Tests of every package. One throwaway PostgreSQL per run; two workers, since the reference machine has two cores. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node resolves it: otherwise tests get the ES build of `graphql` and libraries the CommonJS one.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: `${import.meta.dirname}/node_modules/graphql/index.js` },
    ],
  },
  test: {
    include: ['{shared,modules,gateway,seeds,scripts,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/bench/**', '.guildhall/**'],
    globalSetup: ['shared/src/testing/test-server.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    env: { NODE_ENV: 'test', LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent' },
  },
});
