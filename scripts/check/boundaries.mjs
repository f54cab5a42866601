#!/usr/bin/env node
// Checks the directions of the architecture, and that the checker really read the modules: with a TypeScript it does
// not understand it reads none and finds nothing wrong.
import { cruise } from 'dependency-cruiser'
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { root } from '../setup/root.mjs'
import { nameProblem } from './name-problem.mjs'

/** Modules that have to be seen in each place, a few below what is there. Raised as the house grows. */
const MINIMUM = {
  app: 46,
  components: 170,
  lib: 365,
  packages: 175,
  lab: 120,
  bench: 11,
  scripts: 55,
  e2e: 14,
  'instrumentation.ts': 1,
  'instrumentation-node.ts': 1,
  'proxy.ts': 1,
}

process.chdir(root)
const options = await extractConfig('./.dependency-cruiser.mjs')
const { output } = await cruise(Object.keys(MINIMUM), options, null, {
  tsConfig: extractTsConfig('./tsconfig.json'),
})
const ours = output.modules.filter(
  module => !module.source.includes('node_modules') && /\.(ts|tsx|mjs)$/.test(module.source),
)
const edges = ours.flatMap(module => module.dependencies).length

for (const violation of output.summary.violations) {
  const path = violation.cycle ? ` via ${violation.cycle.map(step => step.name ?? step).join(' → ')}` : ''
  console.error(`${violation.rule.name}: ${violation.from} → ${violation.to}${path}`)
}
const unseen = Object.entries(MINIMUM).flatMap(([place, least]) => {
  const seen = ours.filter(({ source }) => source === place || source.startsWith(`${place}/`)).length
  return seen < least ? [`${place}: ${seen} modules were read, at least ${least} are expected`] : []
})
if (edges < ours.length) unseen.push(`only ${edges} imports were read`)
for (const sentence of unseen) console.error(`${sentence}: the checker did not see the code`)
const names = ours.flatMap(({ source }) => nameProblem(source) ?? [])
for (const sentence of names) console.error(sentence)

const problems = output.summary.violations.length + unseen.length + names.length
console.info(`${ours.length} modules, ${edges} imports, ${problems} violations`)
process.exit(problems > 0 ? 1 : 0)
