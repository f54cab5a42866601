import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { leaseOf, setOf } from '../../packages/agent/src/testing/test-issuer.ts'
import { TestServer } from '../../packages/agent/src/testing/test-server.ts'
import { freePort } from '../test/free-port.ts'
import { requireBinary } from '../test/require-binary.ts'
import { startProgram } from '../test/start-program.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const shipped = readFileSync(
  fileURLToPath(new URL('../../deploy/haproxy/haproxy.cfg', import.meta.url)),
  'utf8',
)

/** The file as it is, with one server, free ports, and the time-outs of answers so short that a second of silence is long. */
function shortened(port: number, metrics: number, server: number): string {
  return (
    [
      ['bind :8080', `bind 127.0.0.1:${port}`],
      ['bind 127.0.0.1:8405', `bind 127.0.0.1:${metrics}`],
      [/^ {4}stats socket.*\n/m, ''],
      ['server ws-1 127.0.0.1:8081 check port 9601', `server ws-1 127.0.0.1:${server}`],
      [/^ {4}server ws-2.*\n/m, ''],
      [/^ {4}option httpchk\n {4}http-check.*\n/m, ''],
      ['timeout client 30s', 'timeout client 2s'],
      ['timeout server 30s', 'timeout server 300ms'],
    ] as const
  ).reduce((config, [from, to]) => {
    const changed = config.replace(from, to)
    expect(changed, String(from)).not.toBe(config)
    return changed
  }, shipped)
}

describe.skipIf(requireBinary('haproxy') === null)('HAProxy', () => {
  it('leaves an event stream alone that is silent between beats', async () => {
    const server = await TestServer.start({ heartbeat: { pingIntervalMs: 1_000, tickMs: 100 } })
    closing.push(() => server.stop())
    await server.order(setOf([leaseOf({ tier: 3 })]))
    const dir = mkdtempSync(join(tmpdir(), 'stormdeck-streams-'))
    closing.push(() => rmSync(dir, { recursive: true }))
    const port = await freePort()
    writeFileSync(join(dir, 'haproxy.cfg'), shortened(port, await freePort(), server.port))
    const haproxy = await startProgram(
      requireBinary('haproxy') ?? '',
      ['-W', '-db', '-f', join(dir, 'haproxy.cfg')],
      { ready: /Loading success|New worker/ },
    )
    closing.push(() => haproxy.stop())
    const request = get(`http://127.0.0.1:${port}/stormdeck/events?sdi=${'a'.repeat(32)}`)
    closing.push(() => request.destroy())
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    let said = ''
    for await (const part of answer.setEncoding('utf8')) {
      said += part
      if (said.split('"beat":1000').length > 4) break
    }
    expect(answer.statusCode).toBe(200)
    expect(said.split('"beat":1000').length).toBeGreaterThan(4)
    expect(server.deck.status().totals.attempts).toBe(1)
  })
})
