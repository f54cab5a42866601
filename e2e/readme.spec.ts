import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(match => match[1] ?? '')
const commands = blocks('sh').flatMap(block => block.trim().split('\n'))

const run = (command: string) =>
  spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', timeout: 120_000 })

test('the README names exactly the commands that are run here', () => {
  expect(commands).toEqual([
    'npm start',
    'npm run lab -- storm',
    'npm test',
    'npm pack -w @stormdeck/agent',
    'npx stormdeck keys show --json > trust.json',
  ])
})

test('npm start, a storm, and the agent of the README with the key of that Stormdeck', async () => {
  test.setTimeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'stormdeck-readme-'))
  const product = await startProduct(['--demo-clients', '20'])
  let server: ChildProcess | undefined
  try {
    const fleet = join(product.dataDir, 'demo', 'fleet.json')
    const storm = run(`npm run lab -- storm --fleet ${fleet} --for 1s`)
    expect(storm.stdout).toContain('ws-2')
    expect(storm.status).toBe(0)

    const trustFile = join(folder, 'trust.json')
    const shown = run(`npx stormdeck keys show --json --data ${product.dataDir} > ${trustFile}`)
    expect(shown.status, shown.stderr).toBe(0)
    const packed = run(`npm pack -w @stormdeck/agent --pack-destination ${folder}`)
    expect(packed.status, packed.stderr).toBe(0)
    const installed = run(
      `cd ${folder} && npm init -y && npm install --no-audit --no-fund ./stormdeck-agent-*.tgz`,
    )
    expect(installed.status, installed.stderr).toBe(0)

    // The example as it stands, but for its ports, which may be taken here.
    const [example = ''] = blocks('js')
    expect(example.trim().split('\n').length).toBeLessThan(10)
    const printed = example.replace('8080', '0').replace('9601', '0')
    writeFileSync(
      join(folder, 'server.mjs'),
      `${printed}\ndeck.control.ready.then(() => console.log(JSON.stringify(deck.control.address)))\n`,
    )
    const started = spawn(process.execPath, ['server.mjs'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server = started
    const line = await new Promise<string>(resolve =>
      started.stdout.once('data', chunk => resolve(String(chunk))),
    )
    const address: { port: number } = JSON.parse(line)
    const metrics = await (await fetch(`http://127.0.0.1:${address.port}/metrics`)).text()
    expect(metrics).toContain('websocket_connections_current')
  } finally {
    server?.kill('SIGTERM')
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('npm test is this very run; its steps can be named', () => {
  const { status, stdout } = run('npm test -- --help')
  expect(status).toBe(0)
  expect(stdout).toContain('integration')
})
