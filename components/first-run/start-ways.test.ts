import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { READ_FROM_PROMETHEUS, START_WAYS } from './start-ways.ts'

const lines = START_WAYS.flatMap(way => way.steps.map(step => step.lines)).join('\n')

test('every function named is one the agent exports', () => {
  const index = readFileSync('packages/agent/src/index.ts', 'utf8')
  const named = [...lines.matchAll(/import \{ (\w+) \} from '@stormdeck\/agent'/g)].map(match => match[1])
  expect(new Set(named)).toEqual(new Set(['attach', 'attachSocketIo', 'attachMqtt', 'startSidecar']))
  for (const name of named) expect(index).toMatch(new RegExp(`export \\{[^}]*\\b${name}\\b`))
})

test('packing, installing and the key are the lines of the README', () => {
  const readme = readFileSync('README.md', 'utf8')
  for (const line of [
    'npm pack -w @stormdeck/agent',
    'npx stormdeck keys show --json > trust.json',
    'npm install ./stormdeck-agent-0.1.0.tgz',
  ]) {
    expect(lines).toContain(line)
    expect(readme).toContain(line)
  }
  const { version } = JSON.parse(readFileSync('packages/agent/package.json', 'utf8'))
  expect(lines).toContain(`stormdeck-agent-${version}.tgz`)
})

test('every server named has a profile', () => {
  const folder = 'lib/server/prometheus/profiles'
  const profiles = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')).name)
  for (const server of READ_FROM_PROMETHEUS) expect(profiles).toContain(server)
})
