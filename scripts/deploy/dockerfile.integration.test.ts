import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { freePort } from '../test/free-port.ts'
import { startProgram } from '../test/start-program.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const standalone = join(root, '.next/standalone')
const built = existsSync(join(standalone, 'server.js'))
if (!built && process.env.CI) throw new Error('the app is not built; npm test builds it first')

/** What the last stage of the Dockerfile says: `ENV a=b` lines and the start command in exec form. */
function lastStage(): { env: Record<string, string>; command: string[]; copied: string | undefined } {
  const text = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8')
  const stage = text.slice(text.lastIndexOf('\nFROM '))
  const env = Object.fromEntries(
    [...stage.matchAll(/^ENV (\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
  )
  const command: unknown = JSON.parse(/^CMD (\[.*\])$/m.exec(stage)?.[1] ?? '[]')
  const copied = /^COPY --from=build .* \/src\/(\S+) \.\/$/m.exec(stage)?.[1]
  return { env, command: command as string[], copied }
}

describe.skipIf(!built)('the start command of the Dockerfile', () => {
  it('starts the standalone output as it stands, on loopback, and ends within 2 s', async () => {
    const { env, command, copied } = lastStage()
    expect(copied).toBe('.next/standalone')
    const data = mkdtempSync(join(tmpdir(), 'stormdeck-docker-'))
    const port = await freePort()
    // The file that is mounted at this path, as the head of the Dockerfile says.
    expect(env.STORMDECK_CONFIG).toBe('/etc/stormdeck/stormdeck.yaml')
    const config = join(data, 'stormdeck.yaml')
    writeFileSync(config, 'agents:\n  - { url: http://127.0.0.1:9, id: ws-image, group: eu }\n')
    const [program, ...args] = command
    expect(program).toBe('node')
    const app = await startProgram(process.execPath, args, {
      cwd: standalone,
      env: { ...env, PORT: `${port}`, STORMDECK_CONFIG: config, STORMDECK_DATA: join(data, 'state') },
      ready: /Ready in/,
    })
    const health = await fetch(`http://127.0.0.1:${port}/api/health`)
    expect(health.status).toBe(200)
    const node = await fetch(`http://127.0.0.1:${port}/api/nodes/ws-image`)
    expect(node.status).toBe(200)
    expect(await node.json()).toMatchObject({ id: 'ws-image' })
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text()
    const asset = /\/_next\/static\/[^"]+\.(js|css)/.exec(page)?.[0] ?? ''
    expect((await fetch(`http://127.0.0.1:${port}${asset}`)).status).toBe(200)
    const list = execFileSync(process.execPath, ['stormdeck.mjs', 'tier', 'list'], {
      cwd: standalone,
      env: { ...process.env, STORMDECK_CONFIG: config, STORMDECK_DATA: join(data, 'state') },
      encoding: 'utf8',
    })
    // By the running app, which has heard of the node.
    expect(list).toContain('ws-image (eu)')
    const before = performance.now()
    await app.stop()
    expect(performance.now() - before).toBeLessThan(2_000)
    rmSync(data, { recursive: true, force: true })
  })
})
