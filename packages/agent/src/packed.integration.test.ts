import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leaseOf, setOf, testIssuer } from './testing/test-issuer.ts'

const packageFolder = join(import.meta.dirname, '..')
const modules = join(packageFolder, '../../node_modules')
const folder = mkdtempSync(join(tmpdir(), 'stormdeck-packed-'))
const installed = join(folder, 'node_modules/@stormdeck/agent')
const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8' })

/** What a user has: the tarball, its dependencies and peers, and nothing of ours. */
beforeAll(() => {
  if (!existsSync(join(packageFolder, 'dist/index.d.ts'))) run('npx', ['tsdown'], packageFolder)
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], packageFolder))
  mkdirSync(installed, { recursive: true })
  run('tar', ['-xzf', join(folder, packed.filename), '--strip-components=1', '-C', installed], folder)
  mkdirSync(join(folder, 'node_modules/@types'))
  const others = ['ws', 'prom-client', 'lru-cache', 'cockatiel', 'bintrees', 'tdigest', '@opentelemetry']
  for (const name of [...others, '@types/node', '@types/ws', 'undici-types']) {
    symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  }
  copyFileSync(join(import.meta.dirname, 'testing/packed-consumer.mjs'), join(folder, 'consumer.mjs'))
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** This Node, and a Node 20 where the machine has one. */
function nodes(): string[] {
  const found = [process.execPath]
  for (const place of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(place, 'node')
    if (existsSync(node) && /^v20\./.test(run(node, ['--version'], folder))) found.push(node)
  }
  return found
}

test('X7: the packed package counts, obeys and reports on this Node and on Node 20', () => {
  const issuer = testIssuer()
  for (const [index, node] of nodes().entries()) {
    const order = JSON.stringify(issuer.sign(setOf([leaseOf()])))
    const said = run(
      node,
      ['consumer.mjs', issuer.trust.publicKey, order, join(folder, `journal-${index}`)],
      folder,
    )
    expect(JSON.parse(said)).toMatchObject({
      hello: 1,
      put: { ordered: 2, effective: 2, durable: true },
      connections: 1,
      effective: 2,
      metrics: true,
    })
  }
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
