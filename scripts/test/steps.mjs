import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser, findBrowser } from '../setup/browser.mjs'
import { buildApp, buildPackages } from '../setup/build.mjs'
import { installPrograms } from '../setup/debian.mjs'
import { ensureOtherNodes } from '../setup/other-nodes.mjs'
import { root } from '../setup/root.mjs'
import { runCommand } from '../setup/run-command.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'
import { withSecondRun } from './second-run.mjs'

const bin = name => join(root, 'node_modules/.bin', name)
const results = join(root, 'test-results')

/** A step that is one command: passes when it exits 0. */
async function check(command, args) {
  const { code } = await runCommand(command, args, { cwd: root })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/**
 * A step that is some projects of `vitest.config.ts`, counted from vitest's own report; a run that died before writing
 * one has failed.
 */
const vitest =
  projects =>
  async (files = []) => {
    const report = join(results, `${projects[0]}.json`)
    rmSync(report, { force: true })
    const args = [
      'run',
      ...projects.flatMap(name => ['--project', name]),
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...files,
    ]
    const { code } = await runCommand(bin('vitest'), args, { cwd: root })
    const said = readJson(report)
    if (!said || said.numTotalTests === 0) return { passed: 0, failed: 1 }
    const skipped = said.testResults.flatMap(file =>
      file.assertionResults.filter(test => test.status === 'skipped' || test.status === 'pending'),
    )
    const failed =
      said.numFailedTests +
      said.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0).length
    return {
      passed: said.numPassedTests,
      failed: failed || (code === 0 ? 0 : 1),
      ...vitestFailures(said, root),
      notRun: skipped.map(test => test.fullName),
    }
  }

/** A step that is a project of `e2e/playwright.config.ts`. It takes the options of Playwright's runner: files, `--update-snapshots`. */
const playwright = project => async options => {
  const chromium = await findBrowser()
  if (!chromium) return { passed: 0, failed: process.env.CI ? 1 : 0, notRun: [`${project}: no browser`] }
  const report = join(results, `${project}.json`)
  rmSync(report, { force: true })
  const { code } = await runCommand(
    bin('playwright'),
    [
      'test',
      '--config',
      'e2e/playwright.config.ts',
      '--project',
      project,
      '--reporter=list,json',
      ...options,
    ],
    {
      cwd: root,
      env: { STORMDECK_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    },
  )
  const said = readJson(report)
  if (!said) return { passed: 0, failed: 1 }
  const { stats } = said
  const failed = stats.unexpected + stats.flaky
  return {
    passed: stats.expected,
    failed: failed || (code === 0 ? 0 : 1),
    ...playwrightFailures(said),
    notRun: stats.skipped ? [`${project}: ${stats.skipped} tests`] : [],
  }
}

async function setUp() {
  mkdirSync(results, { recursive: true })
  const names = [
    'prometheus',
    'promtool',
    'alertmanager',
    'node-exporter',
    'haproxy',
    'nginx',
    'nginx-exporter',
  ]
  const missing = await installPrograms(process.env.CI ? [...names, 'rabbitmq'] : names)
  if (!(await ensureBrowser())) missing.push('a browser')
  missing.push(...(await ensureOtherNodes()))
  return {
    passed: 0,
    failed: process.env.CI ? missing.length : 0,
    notRun: missing.map(name => `everything that needs ${name}`),
  }
}

export const STEPS = [
  {
    name: 'set-up',
    what: 'a browser, Prometheus, the servers that are tested against and other Nodes',
    run: setUp,
  },
  {
    name: 'lint',
    what: 'formatting and lint',
    run: () => check(bin('biome'), ['ci', '--error-on-warnings', '--colors=off', '.']),
  },
  {
    name: 'boundaries',
    what: 'who may import whom',
    run: () => check(process.execPath, ['scripts/check/boundaries.mjs']),
  },
  { name: 'types', what: 'TypeScript', run: types },
  { name: 'unit', what: 'unit and property tests', run: () => vitest(['unit', 'screens'])() },
  { name: 'build', what: 'packages and app', run: build },
  {
    name: 'integration',
    what: 'real agents, servers, databases and Prometheus',
    run: () => withSecondRun(vitest(['integration']))([]),
  },
  {
    name: 'gallery',
    what: 'every screen in every state: accessibility and pictures',
    run: playwright('gallery'),
  },
  {
    name: 'browser',
    what: 'the app in a real browser, on real data',
    run: withSecondRun(playwright('browser')),
  },
]

/** Steps that take options. */
export const BROWSER_STEPS = ['gallery', 'browser']

async function types() {
  // The route types that Next generates are part of the program.
  await runCommand(bin('next'), ['typegen'], { cwd: root, quiet: true })
  return check(bin('tsc'), ['-p', '.', '--noEmit'])
}

async function build() {
  await buildPackages()
  await buildApp({ gallery: true })
  await buildApp()
  return { passed: 1, failed: 0 }
}
