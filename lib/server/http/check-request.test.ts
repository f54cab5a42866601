import { integer, object } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { ApiFailure } from './api-failure.ts'
import { handleRead, handleWrite, type RouteContext } from './handle.ts'
import { errorResponse, jsonResponse } from './json-response.ts'
import { readBody } from './read-body.ts'

const context: RouteContext = { params: Promise.resolve({}) }
const host = '127.0.0.1:3000'
const good = {
  host,
  'x-stormdeck': 'write',
  'content-type': 'application/json',
  origin: `http://${host}`,
  'sec-fetch-site': 'same-origin',
}
const ask = (headers: Record<string, string>, body = '{"n":1}') =>
  new Request(`http://${host}/api/x`, { method: 'POST', headers, body })

const read = handleRead(() => jsonResponse({ ok: true }))
const write = handleWrite(async request => jsonResponse(await readBody(request, object({ n: integer() }))))
const without = (name: keyof typeof good) => {
  const { [name]: _left, ...rest } = good
  return rest as Record<string, string>
}

describe('requests', () => {
  it.each(['127.0.0.1:3000', 'localhost', '[::1]:3000', 'LOCALHOST:1'])('answers under %s', async name => {
    expect((await read(new Request('http://a/', { headers: { host: name } }), context)).status).toBe(200)
  })

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
  ])('a read with %j is answered with %i', async (headers, status) => {
    expect((await read(new Request('http://a/', { headers: { host, ...headers } }), context)).status).toBe(
      status,
    )
  })

  it.each(['', 'evil.example', '127.0.0.1.evil.example', 'localhost:3000@evil', '10.0.0.1:3000', '[::2]'])(
    'refuses the name "%s"',
    async name => {
      const answer = await read(new Request('http://a/', { headers: { host: name } }), context)
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ error: 'forbidden' })
    },
  )

  it('takes a write of our own page, and one of a tool that sends no origin', async () => {
    expect((await write(ask(good), context)).status).toBe(200)
    const { origin: _o, 'sec-fetch-site': _s, ...tool } = good
    expect((await write(ask(tool), context)).status).toBe(200)
  })

  it.each([
    ['no header of ours', without('x-stormdeck'), 403],
    ['another value of it', { ...good, 'x-stormdeck': 'read' }, 403],
    ['another origin', { ...good, origin: 'http://evil.example' }, 403],
    ['another port of the same host', { ...good, origin: 'http://127.0.0.1:3001' }, 403],
    ['an opaque origin', { ...good, origin: 'null' }, 403],
    ['another site', { ...good, 'sec-fetch-site': 'cross-site' }, 403],
    ['the same site, another origin', { ...good, 'sec-fetch-site': 'same-site' }, 403],
    ['a form', { ...good, 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['plain text', { ...good, 'content-type': 'text/plain' }, 400],
    ['another Host', { ...good, host: 'evil.example' }, 403],
  ])('refuses a write with %s', async (_name, headers, status) => {
    expect((await write(ask(headers), context)).status).toBe(status)
  })

  it('reads no more of a body than it may, and says what does not fit', async () => {
    expect((await write(ask(good, `{"n":${'1'.repeat(20_000)}}`), context)).status).toBe(413)
    expect((await write(ask(good, '{'), context)).status).toBe(400)
    expect(await (await write(ask(good, '{"n":"x"}'), context)).json()).toMatchObject({
      message: 'The request does not fit: n: expected a whole number.',
    })
  })

  it('maps our failures to their status and keeps the words of all others to the log', async () => {
    expect(errorResponse(new ApiFailure('conflict', 'It changed.')).status).toBe(409)
    const logged: unknown[] = []
    const answer = errorResponse(new Error('password=1'), error => logged.push(error))
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('password')
    expect(logged).toHaveLength(1)
  })
})
