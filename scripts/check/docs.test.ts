import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { STEPS } from '../test/steps.mjs'

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> }

const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'lab/**/*.md', 'deploy/**/*.md'], {
  exclude: path => path.includes('node_modules'),
})
const topLevel = /^(app|bench|components|deploy|docs|e2e|lab|lib|packages|public|scripts)\//

/** Inline code and code blocks that name a file or folder of ours. */
function pathsIn(page: string) {
  const spans = [...page.matchAll(/`([^`\n]+)`/g)].map(match => match[1] ?? '')
  const links = [...page.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(match => match[1] ?? '')
  const named = spans.flatMap(span => span.split(/[\s,]+/)).filter(word => topLevel.test(word))
  return {
    named: named.filter(word => !/[*<>{}…]|\.\.\./.test(word)).map(word => word.replace(/:\d+$/, '')),
    links,
  }
}

/** `npm run name` and `npm test -- step` wherever they stand. */
function commandsIn(page: string) {
  const scripts = [...page.matchAll(/npm run ([a-z:-]+)/g)].map(match => match[1] ?? '')
  const steps = [...page.matchAll(/npm test -- ([a-z-]+)/g)].map(match => match[1] ?? '')
  return { scripts, steps }
}

describe('documents name only what exists', () => {
  test('there are documents', () => expect(pages.length).toBeGreaterThan(5))

  test.each(pages)('%s', path => {
    const page = readFileSync(path, 'utf8')
    const { named, links } = pathsIn(page)
    expect(named.filter(name => !existsSync(name))).toEqual([])
    expect(links.filter(link => !existsSync(join(dirname(path), link)))).toEqual([])
    const { scripts, steps } = commandsIn(page)
    expect(scripts.filter(name => !(name in manifest.scripts))).toEqual([])
    expect(steps.filter(name => !STEPS.some(step => step.name === name))).toEqual([])
  })

  test('decisions stay under 60 lines', () => {
    const long = globSync('docs/adr/*.md').filter(path => readFileSync(path, 'utf8').split('\n').length > 60)
    expect(long).toEqual([])
  })
})

describe('comments name only documents that exist', () => {
  const sources = globSync(
    '{app,bench,components,deploy,e2e,lab,lib,packages,scripts}/**/*.{ts,tsx,mjs,js,css,yml}',
    {
      exclude: path => /(^|\/)(node_modules|dist|\.next)$/.test(path),
    },
  )
  const comment = /\/\/.*|^\s*\/?\*.*|\/\*.*|^\s*#.*/gm
  /** Named as in prose: from the root, from `docs`, or of the package that the file belongs to. */
  const exists = (name: string, path: string) =>
    ['', 'docs', path.split('/').slice(0, 2).join('/')].some(folder => existsSync(join(folder, name)))

  test('from the root, from docs or from its package', () => {
    const named = sources.flatMap(path => {
      const comments = (readFileSync(path, 'utf8').match(comment) ?? []).join('\n').replace(/https?:\S+/g, '')
      return [...comments.matchAll(/[\w./-]+\.md\b/g)].map(match => ({ path, name: match[0] }))
    })
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter(({ path, name }) => !exists(name, path))).toEqual([])
  })
})

describe('dependencies', () => {
  const reasons = readFileSync('docs/dependencies.md', 'utf8')
  const manifests = ['package.json', ...globSync('packages/*/package.json')]
  const pinned = manifests.flatMap(path => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
    return Object.entries({ ...dependencies, ...devDependencies })
      .filter(([name]) => !name.startsWith('@stormdeck/'))
      .map(([name, version]) => [name, version, path] as const)
  })

  test('every manifest is read', () => expect(manifests).toHaveLength(4))

  test.each(pinned)(
    '%s %s of %s is pinned exactly, and docs/dependencies.md says why this version is there',
    (name, version) => {
      expect(version).toMatch(/^\d+\.\d+\.\d+/)
      expect(reasons).toContain(`| ${name} ${version} |`)
    },
  )

  test('docs/dependencies.md names nothing that is not there', () => {
    const named = [...reasons.matchAll(/^\| (\S+ \d\S*) \|/gm)].map(match => match[1] ?? '')
    const there = new Set(pinned.map(([name, version]) => `${name} ${version}`))
    expect(named.filter(each => !there.has(each))).toEqual([])
  })
})
