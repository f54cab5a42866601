import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leaseOf, setOf, testIssuer } from './testing/test-issuer.ts'

const packageFolder = join(import.meta.dirname, '..')
const root = join(packageFolder, '../..')
const modules = join(root, 'node_modules')
const folder = mkdtempSync(join(tmpdir(), 'stormdeck-packed-'))
const installed = join(folder, 'node_modules/@stormdeck/agent')
const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8' })

/** Packs as in a fresh clone, where nothing has been built yet. */
function packFromClone(): string {
  const clone = join(folder, 'clone')
  const copy = join(clone, 'packages/agent')
  cpSync(packageFolder, copy, {
    recursive: true,
    filter: source => !['dist', 'node_modules'].includes(basename(source)),
  })
  copyFileSync(join(root, 'tsconfig.json'), join(clone, 'tsconfig.json'))
  symlinkSync(modules, join(clone, 'node_modules'))
  run('npm', ['pack', '--pack-destination', folder], copy)
  const packed = readdirSync(folder).find(name => name.endsWith('.tgz'))
  if (!packed) throw new Error('npm pack made no tarball')
  return join(folder, packed)
}

/** What a user has: the tarball, its dependencies and peers, and nothing of ours. */
beforeAll(() => {
  const packed = packFromClone()
  mkdirSync(installed, { recursive: true })
  run('tar', ['-xzf', packed, '--strip-components=1', '-C', installed], folder)
  mkdirSync(join(folder, 'node_modules/@types'))
  const others = ['ws', 'prom-client', 'lru-cache', 'cockatiel', 'bintrees', 'tdigest', '@opentelemetry']
  for (const name of [...others, '@types/node', '@types/ws', 'undici-types']) {
    symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  }
  copyFileSync(join(import.meta.dirname, 'testing/packed-consumer.mjs'), join(folder, 'consumer.mjs'))
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const others = ['20', '22'].map(major => ({
  name: `Node ${major}`,
  path: join(root, `.runtime/node-${major}/node_modules/node/bin/node`),
}))
const nodes = [{ name: 'this Node', path: process.execPath }, ...others]

test('X7: the Nodes it is tested on are here', ({ skip }) => {
  const missing = others.filter(({ path }) => !existsSync(path)).map(({ name }) => name)
  // `npm test` fetches them; where it could not, only CI takes that for a failure.
  if (!process.env.CI) skip(missing.length > 0, `without ${missing.join(', ')}`)
  expect(missing).toEqual([])
})

test.each(nodes.filter(({ path }) => existsSync(path)))(
  'X7: the packed package counts, refuses, obeys and delivers at every tier, and restarts on $name',
  ({ name, path }) => {
    const issuer = testIssuer()
    const tiers = [2, 3, 4, 5] as const
    const orders = Object.fromEntries(
      tiers.map(tier => [tier, issuer.sign(setOf([leaseOf({ tier })], { revision: tier }))]),
    )
    const journal = join(folder, `journal on ${name}`)
    const args = ['consumer.mjs', issuer.trust.publicKey, JSON.stringify(orders), journal]
    const said = JSON.parse(run(path, args, folder))
    if (name !== 'this Node') expect(said.node).toMatch(new RegExp(`^v${name.slice(-2)}\\.`))
    expect(said).toMatchObject({
      hello: 1,
      published: ['hello to sockets'],
      full: 503,
      orders: tiers.map(tier => ({ ordered: tier, effective: tier, durable: true })),
      effective: 2,
      metrics: true,
      streamed: ['hello to streams'],
      replaced: [1000, 'replaced by a newer connection'],
      polled: ['hello to sockets', 'hello to streams'],
      refreshed: ['hello to sockets', 'hello to streams'],
      left: 0,
    })
  },
)

test('X7: it carries its license, its promises and how to use it', () => {
  expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'SPEC.md', 'dist', 'package.json'])
})

test('X7: its types stand alone, the protocol inside', () => {
  const consumer = `
    import { type AgentStatus, attach, type Deck } from '@stormdeck/agent'
    import { WebSocketServer } from 'ws'
    const deck: Deck = attach(new WebSocketServer({ noServer: true }), { id: 'ws-1', group: 'eu', control: false })
    const status: AgentStatus = deck.status()
    const tier: 1 | 2 | 3 | 4 | 5 = status.tier.effective
    export const known: number | null = status.pool.current
    deck.publish('t', { tier }, { droppable: true })
  `
  writeFileSync(join(folder, 'consumer.ts'), consumer)
  const tsc = join(modules, 'typescript/bin/tsc')
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  expect(run(process.execPath, [tsc, ...flags, 'consumer.ts'], folder)).toBe('')
})
