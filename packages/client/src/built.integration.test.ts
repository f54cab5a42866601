import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RealServer } from '../test-kit/real-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const BUDGET_BYTES = 5 * 1024

/** This Node, and those that `npm test` fetches; one that could not be fetched is a failure where `CI` is set. */
const nodes = [
  ['current', process.execPath],
  ...['20', '22'].map(major => [
    major,
    join(root, `../../.runtime/node-${major}/node_modules/node/bin/node`),
  ]),
].filter(([, path]) => process.env.CI || existsSync(path as string)) as [string, string][]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stormdeck-client-'))
  execFileSync('npx', ['tsdown', '--log-level', 'warn'], { cwd: root, stdio: 'pipe' })
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(`what a page loads is at most ${BUDGET_BYTES} bytes gzipped, and imports nothing`, () => {
  const built = readFileSync(join(root, 'dist/index.js'))
  expect(built.toString()).not.toMatch(/\bimport\b/)
  expect(gzipSync(built, { level: 9 }).length).toBeLessThanOrEqual(BUDGET_BYTES)
  expect(readFileSync(join(root, 'dist/react.js'), 'utf8')).not.toMatch(/from"\.\//)
})

test('the types name nothing that is not in the package', () => {
  for (const name of readdirSync(join(root, 'dist')).filter(name => name.endsWith('.d.ts')))
    expect(readFileSync(join(root, 'dist', name), 'utf8')).not.toContain('@stormdeck/protocol')
})

const PROGRAM = `
import { connect } from '@stormdeck/client'
const given = globalThis.WebSocket ? {} : { WebSocket: (await import(process.env.WS)).WebSocket }
const deck = connect(process.env.URL, {
  ...given,
  onMessage: message => {
    console.info(JSON.stringify([message, deck.state.tier]))
    deck.close()
  },
})
`

test.each(nodes)('the packed tarball works on Node %s', async (_major, node) => {
  const server = await new RealServer().start()
  server.greet = socket => {
    socket.send('{"stormdeck":{"tier":2,"windowMs":5000}}')
    socket.send('{"stormdeck":{"messages":[{"topic":"a","data":1}],"cursor":"n~1"}}')
  }
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: root,
        stdio: 'pipe',
      }).toString(),
    )
    const target = join(folder, 'node_modules/@stormdeck/client')
    execFileSync('mkdir', ['-p', target])
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', target, '--strip-components=1'])
    writeFileSync(join(folder, 'program.mjs'), PROGRAM)
    const { spawn } = await import('node:child_process')
    const child = spawn(node, ['program.mjs'], {
      cwd: folder,
      env: { ...process.env, URL: server.url, WS: import.meta.resolve('ws') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    const code = await new Promise(resolve => child.once('exit', resolve))
    expect(Buffer.concat(said).toString().trim()).toBe('[{"topic":"a","data":1},2]')
    expect(code).toBe(0)
  } finally {
    await server.stop()
  }
})
