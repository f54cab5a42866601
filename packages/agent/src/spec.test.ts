import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agentVersion } from './version.ts'

const folder = join(import.meta.dirname, '..')
const numbersIn = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(match => match[1]))

test('every numbered behaviour has a test that names it, and no test names another', () => {
  const spec = numbersIn(readFileSync(join(folder, 'SPEC.md'), 'utf8'), /^- \*\*([A-Z]\d+)\*\*/gm)
  const tests = globSync('src/**/*.test.ts', { cwd: folder })
    .map(file => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
  const named = numbersIn(tests, /['"`]([A-Z]\d+): /g)
  expect([...named].filter(number => !spec.has(number))).toEqual([])
  expect([...spec].filter(number => !named.has(number))).toEqual([])
})

test('the version that is shown is that of the package', () => {
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version).toBe(agentVersion)
})
