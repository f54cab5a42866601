#!/usr/bin/env node
// `npm test`: sets up what it needs and proves everything that can be proved on this machine.
import { ensureNode } from './setup/node-runtime.mjs'
import { stopOnSignals } from './setup/own-children.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { giveUp, say, seconds } from './setup/say.mjs'
import { runSteps } from './test/run-steps.mjs'
import { BROWSER_STEPS, STEPS } from './test/steps.mjs'

const USAGE = `Usage: npm test [-- step … [-- options of the step]]

Steps, in order: ${STEPS.map(step => step.name).join(', ')}. Without a name all of them run.
The steps ${BROWSER_STEPS.join(' and ')} take options, those of Playwright's runner: npm test -- browser -- e2e/many-tabs.spec.ts
With CI=1 nothing may be left out: a missing program fails the run.`

const args = process.argv.slice(2)
const split = args.includes('--') ? args.indexOf('--') : args.length
const wanted = args.slice(0, split)
const options = args.slice(split + 1)
if (wanted.includes('--help') || wanted.includes('-h')) {
  console.info(USAGE)
  process.exit(0)
}
const unknown = wanted.filter(name => !STEPS.some(step => step.name === name))
if (unknown.length > 0) giveUp(`there is no step ${unknown.join(', ')}\n\n${USAGE}`, 2)

if (options.length > 0 && !wanted.some(name => BROWSER_STEPS.includes(name)))
  giveUp(`only the steps ${BROWSER_STEPS.join(' and ')} take options\n\n${USAGE}`, 2)

const started = Date.now()
// Playwright closes its browsers first.
stopOnSignals({ graceMs: 5_000 })
await ensureNode()
await ensurePackages()
const { passed, failed, failures, unsteady, notRun } = await runSteps(
  STEPS.filter(step => wanted.length === 0 || wanted.includes(step.name)),
  options,
)
for (const reason of notRun) say.warn(`not run: ${reason}`)
for (const test of unsteady) say.warn(`unsteady, passed alone: ${test}`)
for (const failure of failures) say.fail(failure)
console.info(`\n${seconds(Date.now() - started)}`)
console.info(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
