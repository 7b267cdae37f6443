import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Node leaves a core for itself and would use one of two; a test that waits for PostgreSQL or a browser needs none. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

/**
 * Three projects: `unit` (pure, fast), `scenes` (through HTTP on a real PostgreSQL, one cluster for all files),
 * `journeys` (whole processes and a real browser). A file says where it belongs by its name or its folder. Those of the
 * first two share what they import (`isolate`): none may leave behind what another would notice.
 */
const scenes = 'src/**/*.scene.test.ts'
const journeys = 'e2e/**/*.test.ts'

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'bin/**/*.test.ts'],
          exclude: ['**/node_modules/**', scenes],
          isolate: false,
          maxWorkers,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'scenes',
          include: [scenes],
          globalSetup: ['src/apps/testing/cluster.ts'],
          setupFiles: ['src/apps/testing/each-file.ts'],
          isolate: false,
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: [journeys],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 15_000, interval: 100 } },
          globalSetup: ['e2e/support/demo.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
