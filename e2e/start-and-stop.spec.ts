import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

/** Parent and state of a process (proc(5)); null when there is no such process. */
function statOf(pid: number): { parent: number; state: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(parent), state }
  } catch {
    return null
  }
}

/** Every process below one, by the kernel's own table. */
function descendants(pid: number): number[] {
  const all = readdirSync('/proc').map(Number).filter(Boolean)
  const below = (parent: number): number[] =>
    all.filter(each => statOf(each)?.parent === parent).flatMap(child => [child, ...below(child)])
  return below(pid)
}

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')

const alive = (pid: number) => !['Z', undefined].includes(statOf(pid)?.state)

/** The store writes it when it opens and removes it once everything is flushed and closed. */
const heldBy = (dataDir: string) => existsSync(join(dataDir, 'holder.json'))

/** What has to hold where closing took too long and was cut short as well: another opens the store, and it is whole. */
function expectFree(dataDir: string): void {
  const verified = spawnSync('npx', ['stormdeck', 'audit', 'verify', '--data', dataDir], { encoding: 'utf8' })
  expect(verified.status, verified.stderr).toBe(0)
  expect(verified.stdout).toContain('The audit chain holds')
}

/** Sends SIGINT, unless the process has ended already. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends everything and leaves no process`, async () => {
    test.setTimeout(300_000)
    const product = await startProduct(['--demo-clients', '100'])
    const health = await fetch(`${product.url}/api/health`)
    expect(health.ok).toBe(true)
    const processes = descendants(product.pid)
    expect(processes.length).toBeGreaterThan(4)
    const { tookMs } = await product.stop(signal)
    // How fast depends on the machine and is printed; open streams would hold it up for good.
    console.info(`  ${signal}: ${Math.round(tookMs)} ms (aim: 2,000)`)
    expect(tookMs).toBeLessThan(20_000)
    await expect.poll(() => processes.filter(alive), { timeout: 20_000 }).toEqual([])
  })
}

test("a terminal's Ctrl-C, which reaches every process, still frees the store", async () => {
  test.setTimeout(300_000)
  const product = await startProduct(['--demo-clients', '20'], {}, { ownGroup: true })
  const processes = descendants(product.pid)
  expect(heldBy(product.dataDir)).toBe(true)
  for (const pid of [-product.pid, ...processes]) interrupt(pid)
  await expect.poll(() => processes.filter(alive), { timeout: 20_000 }).toEqual([])
  expectFree(product.dataDir)
  await product.stop()
})

test('killed outright, the start leaves no process, and the store is free', async () => {
  test.setTimeout(300_000)
  const product = await startProduct(['--demo-clients', '20'])
  const processes = descendants(product.pid)
  const start = processes.find(pid => commandOf(pid)[1]?.endsWith('scripts/start.mjs'))
  process.kill(start ?? 0, 'SIGKILL')
  await expect.poll(() => processes.filter(alive), { timeout: 20_000 }).toEqual([])
  expectFree(product.dataDir)
  await product.stop()
})

for (const host of ['127.0.0.1', '::1']) {
  test(`a taken port on ${host} gets a sentence with a way out`, async () => {
    const server = createServer().listen(0, host)
    await new Promise(resolve => server.once('listening', resolve))
    const address = server.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const { status, stderr } = spawnSync('npm', ['start'], {
      env: { ...process.env, HOST: host, PORT: String(port) },
      encoding: 'utf8',
    })
    server.close()
    expect(status).toBe(1)
    expect(stderr).toContain(`port ${port} is taken. Choose another: PORT=${port + 1} npm start`)
  })
}

test('another HOST than loopback is refused with the reason', () => {
  const { status, stderr } = spawnSync('npm', ['start'], {
    env: { ...process.env, HOST: '0.0.0.0' },
    encoding: 'utf8',
  })
  expect(status).toBe(1)
  expect(stderr).toContain('HOST=0.0.0.0 is refused')
})

test('npm start -- --help names every option', () => {
  const { status, stdout } = spawnSync('npm', ['start', '--', '--help'], { encoding: 'utf8' })
  expect(status).toBe(0)
  for (const option of ['--config', '--data', '--no-demo', 'PORT', 'HOST']) expect(stdout).toContain(option)
})
