import { existsSync } from 'node:fs'
import { defineConfig } from 'playwright/test'

const found = [process.env.STORMDECK_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  path => path && existsSync(path),
)

/** Browser tests against real servers. One at a time: they measure, and the machine is small. */
export default defineConfig({
  testDir: '.',
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  outputDir: '../test-results/e2e',
  snapshotPathTemplate: '{testDir}/visual/baselines/{arg}{ext}',
  updateSnapshots: process.env.CI ? 'none' : 'missing',
  // A glyph that comes from another system font is no change; a badge that is gone is.
  expect: {
    toHaveScreenshot: { maxDiffPixelRatio: 0.001, animations: 'disabled', scale: 'css' },
  },
  use: {
    launchOptions: {
      ...(found ? { executablePath: found } : {}),
      // Chromium refuses its sandbox to root, which containers usually are.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
})
