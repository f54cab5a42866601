import { existsSync } from 'node:fs'
import { defineConfig } from 'playwright/test'

const found = [process.env.STORMDECK_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  path => path && existsSync(path),
)

export default defineConfig({
  testDir: '.',
  projects: [
    // A frozen clock and no network: nothing in it depends on how fast it goes.
    {
      name: 'gallery',
      testMatch: 'gallery/*.spec.ts',
      fullyParallel: true,
      outputDir: '../test-results/gallery',
    },
    // Real servers, one test at a time: they measure, and the machine is small.
    { name: 'browser', testIgnore: 'gallery/**', workers: 1, outputDir: '../test-results/browser' },
  ],
  workers: 2,
  timeout: 60_000,
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  snapshotPathTemplate: '{testDir}/gallery/baselines/{arg}{ext}',
  updateSnapshots: process.env.CI ? 'none' : 'missing',
  // How long something may take is said where it is promised; elsewhere a slow machine is no failure.
  // A glyph that comes from another system font is no change; a badge that is gone is.
  expect: {
    timeout: 15_000,
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
