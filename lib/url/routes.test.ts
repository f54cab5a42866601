import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROUTES, withView } from './routes.ts'
import { DEFAULT_VIEW } from './view.ts'

test('a name of a node cannot leave its place in the path', () => {
  expect(ROUTES.node('a/../b?x')).toBe('/nodes/a%2F..%2Fb%3Fx')
})

test('scope, range and theme come along, the moment does not', () => {
  const view = { ...DEFAULT_VIEW, range: '1h' as const, at: 5, theme: 'light' as const }
  expect(withView('/nodes', view)).toBe('/nodes?range=1h&theme=light')
})

test('no path to a screen is written by hand in a component', () => {
  const files = readdirSync('components', { recursive: true, encoding: 'utf8' }).filter(
    name => name.endsWith('.tsx') && !name.startsWith('gallery'),
  )
  const byHand = files.filter(name =>
    /href="\/(?!api\/)|push\(['"`]\//.test(readFileSync(join('components', name), 'utf8')),
  )
  expect(files.length).toBeGreaterThan(60)
  expect(byHand).toEqual([])
})
