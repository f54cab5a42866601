import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const alias = {
  '@stormdeck/agent': at('./packages/agent/src/index.ts'),
  '@stormdeck/client': at('./packages/client/src/index.ts'),
  '@': at('.'),
}

/**
 * Three projects: `unit` needs nothing but the code, `screens` renders components as the browser's React would, and
 * `integration` starts real servers on loopback.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias, conditions: ['react-server', 'node', 'import', 'default'] },
        ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
        test: {
          name: 'unit',
          include: ['{lib,packages,lab,bench,scripts,docs,deploy}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.integration.test.ts'],
          setupFiles: ['./scripts/test/no-console-output.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'screens',
          include: ['components/**/*.test.{ts,tsx}'],
          setupFiles: ['./scripts/test/no-console-output.ts'],
        },
      },
      {
        resolve: { alias, conditions: ['react-server', 'node', 'import', 'default'] },
        ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
        test: {
          name: 'integration',
          include: ['{lib,packages,lab,bench,scripts,deploy}/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 150_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
})
