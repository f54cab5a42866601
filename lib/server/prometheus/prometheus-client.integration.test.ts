import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PrometheusError } from './problem.ts'
import { createPrometheusClient, type PrometheusClient } from './prometheus-client.ts'
import { prometheusConfigSchema } from './prometheus-config.ts'

const VECTOR = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })
const openssl = ['/usr/bin/openssl', '/usr/local/bin/openssl'].find(path => existsSync(path))

describe('what a Prometheus is asked with', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-client-'))
  const clients: PrometheusClient[] = []
  let server: Server
  let seen: IncomingMessage | null = null
  let body = ''
  let answer: () => { status?: number; text: string; headers?: Record<string, string> } = () => ({
    text: VECTOR,
  })

  beforeAll(async () => {
    writeFileSync(join(dir, 'token'), 'secret-token\n')
    server = createServer(async (request, response) => {
      seen = request
      body = ''
      for await (const part of request) body += part
      const { status = 200, text, headers = {} } = answer()
      response.writeHead(status, headers).end(text)
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  })
  afterAll(() => {
    for (const client of clients) client.close()
    server.closeAllConnections()
    server.close()
    rmSync(dir, { recursive: true })
  })

  function clientOf(config: object, url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`) {
    const client = createPrometheusClient(prometheusConfigSchema.parse({ url, ...config }), { baseDir: dir })
    clients.push(client)
    return client
  }
  const problemOf = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => null,
      (caught: unknown) => caught,
    )
    return error instanceof PrometheusError ? error.problem : error
  }

  it('a token from its file and the tenant', async () => {
    await clientOf({ bearerTokenFile: 'token', tenant: 'team-a' }).instant('up')
    expect(seen?.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'x-scope-orgid': 'team-a',
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      query: 'up',
      timeout: '4s',
      partial_response: 'false',
    })
  })

  it('a user and a password, read again at each call', async () => {
    writeFileSync(join(dir, 'password'), 'first')
    const client = clientOf({ basicAuth: { username: 'me', passwordFile: 'password' } })
    await client.instant('up')
    expect(seen?.headers.authorization).toBe(`Basic ${Buffer.from('me:first').toString('base64')}`)
    writeFileSync(join(dir, 'password'), 'second')
    await client.instant('up')
    expect(seen?.headers.authorization).toBe(`Basic ${Buffer.from('me:second').toString('base64')}`)
  })

  it.each([true, false])('partialResponse %s, said at every kind of query', async partialResponse => {
    const client = clientOf({ partialResponse })
    const said = String(partialResponse)
    await client.instant('up')
    expect(new URLSearchParams(body).get('partial_response')).toBe(said)
    answer = () => ({ text: VECTOR.replace('vector', 'matrix') })
    await client.range('up', 0, 1_000, 1_000)
    expect(new URLSearchParams(body).get('partial_response')).toBe(said)
    answer = () => ({ text: '{"status":"success","data":[]}' })
    await client.labelValues('instance', ['up'], 0, 1_000)
    expect(new URL(seen?.url ?? '', 'http://x').searchParams.get('partial_response')).toBe(said)
    answer = () => ({ text: VECTOR })
  })

  it('nothing at all when the secret is missing, and the secret is in no sentence', async () => {
    seen = null
    const problem = await problemOf(clientOf({ bearerTokenFile: 'nowhere' }).instant('up'))
    expect(problem).toMatchObject({
      kind: 'secret',
      detail: expect.stringMatching(/nowhere cannot be used \(ENOENT\)/),
    })
    expect(seen).toBeNull()
    answer = () => ({ status: 401, text: 'secret-token is wrong' })
    const refused = await problemOf(clientOf({ bearerTokenFile: 'token' }).instant('up'))
    answer = () => ({ text: VECTOR })
    expect(JSON.stringify(refused)).not.toContain('secret-token')
  })

  it('long ranges in turn, under a breaker of their own: what is live goes on', async () => {
    const held: ServerResponse[] = []
    const busy = createServer((request, response) => {
      if (request.url !== '/api/v1/query_range') return response.end(VECTOR)
      held.push(response)
    })
    await new Promise<void>(done => busy.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`
    const long = (from: PrometheusClient) => problemOf(from.range('up', 0, 1_000, 1_000, 'long'))
    const patient = clientOf({ longRangeDeadlineSeconds: 120 }, url)
    const three = [long(patient), long(patient), long(patient)]
    await vi.waitFor(() => expect(held).toHaveLength(2), { timeout: 20_000 })
    await patient.instant('up')
    // The third waits, and comes when a place is free.
    expect(held).toHaveLength(2)
    held[0]?.destroy()
    await vi.waitFor(() => expect(held).toHaveLength(3), { timeout: 20_000 })
    for (const response of held) response.destroy()
    await Promise.all(three)

    const client = clientOf({ longRangeDeadlineSeconds: 0.2 }, url)
    const asked = Array.from({ length: 8 }, () => long(client))
    await client.instant('up')
    const kinds = (await Promise.all(asked)).map(problem => (problem as { kind: string }).kind)
    expect(kinds.slice(0, 2)).toEqual(['deadline', 'deadline'])
    expect(kinds.at(-1)).toBe('breaker-open')
    await client.instant('up')
    busy.closeAllConnections()
    busy.close()
  })

  it('reads no more than it may', async () => {
    answer = () => ({ text: 'x'.repeat(200_000) })
    expect(await problemOf(clientOf({ maxAnswerMiB: 0.1 }).instant('up'))).toMatchObject({
      kind: 'too-large',
    })
    answer = () => ({ text: VECTOR })
  })

  it('does not call an address that holds cloud metadata', async () => {
    const problem = await problemOf(clientOf({}, 'http://169.254.169.254').instant('up'))
    expect(problem).toMatchObject({ kind: 'forbidden-address', address: '169.254.169.254' })
  })

  it('refuses an address in the file that carries a password or a query', () => {
    for (const url of [
      'http://me:pw@127.0.0.1:9090',
      'http://127.0.0.1:9090/?a=b',
      'file:///etc/passwd',
      'x',
    ])
      expect(prometheusConfigSchema.safeParse({ url }).success).toBe(false)
  })

  it.skipIf(openssl === undefined)(
    'trusts the CA that is configured, and no certificate without it',
    async () => {
      const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')]
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
      spawnSync(openssl ?? '', [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '1',
        ...files,
        ...subject,
      ])
      const tls = createTlsServer(
        { key: readFileSync(join(dir, 'key.pem')), cert: readFileSync(join(dir, 'cert.pem')) },
        (_request, response) => response.end(VECTOR),
      )
      await new Promise<void>(done => tls.listen(0, '127.0.0.1', done))
      const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`
      expect((await clientOf({ caFile: 'cert.pem' }, url).instant('up')).data).toEqual([])
      expect(await problemOf(clientOf({}, url).instant('up'))).toMatchObject({ kind: 'tls' })
      tls.closeAllConnections()
      tls.close()
    },
  )
})
