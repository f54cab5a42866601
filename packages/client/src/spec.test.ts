import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const idsIn = (text: string) => new Set(text.match(/\bC\d+\b/g))

test('every behaviour of SPEC.md is named by a test, and no test names another', () => {
  const stated = new Set(
    [...readFileSync(`${root}/packages/client/SPEC.md`, 'utf8').matchAll(/^- \*\*(C\d+)\*\*/gm)].map(
      ([, id]) => id,
    ),
  )
  const tests = globSync(['packages/client/src/**/*.test.ts', 'e2e/client/*.spec.ts'], { cwd: root })
  const named = new Set<string>()
  for (const path of tests) {
    const titles =
      readFileSync(`${root}/${path}`, 'utf8').match(
        /^(?:test(?:\.each\([\s\S]*?\))?\(|\]\)?(?: as const)?\)?\().*$/gm,
      ) ?? []
    for (const title of titles) for (const id of idsIn(title)) named.add(id)
  }
  expect(stated.size).toBeGreaterThan(40)
  expect([...stated].filter(id => !named.has(id ?? ''))).toEqual([])
  expect([...named].filter(id => !stated.has(id))).toEqual([])
})
