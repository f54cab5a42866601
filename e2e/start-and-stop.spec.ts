import { execFileSync, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { expect, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

/** Every process below one, by the kernel's own table. */
function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    table.filter(([, ppid]) => ppid === parent).flatMap(([child]) => (child ? [child, ...below(child)] : []))
  return below(pid)
}

const alive = (pid: number) => spawnSync('kill', ['-0', String(pid)]).status === 0

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends everything within 2 s and leaves no process`, async () => {
    test.setTimeout(300_000)
    const product = await startProduct(['--demo-clients', '100'])
    const health = await fetch(`${product.url}/api/health`)
    expect(health.ok).toBe(true)
    const processes = descendants(product.pid)
    expect(processes.length).toBeGreaterThan(4)
    const { tookMs } = await product.stop(signal)
    expect(tookMs).toBeLessThan(2_000)
    await expect.poll(() => processes.filter(alive), { timeout: 2_000 }).toEqual([])
  })
}

test('a taken port gets a sentence with a way out', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const { status, stderr } = spawnSync('npm', ['start'], {
    env: { ...process.env, PORT: String(port) },
    encoding: 'utf8',
  })
  server.close()
  expect(status).toBe(1)
  expect(stderr).toContain(`port ${port} is taken. Choose another: PORT=${port + 1} npm start`)
})

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
