import { expect, test } from 'vitest'
import { credentialsOf } from './credentials-of.ts'

const cookie = 'SERVERID=a'
const ask = (headers: Record<string, string>, url = '/ws') => credentialsOf({ headers, url })

test('F25: without tokenOf, who differs in anything that may say who it is is another bearer', () => {
  const all = [
    ask({ cookie }),
    ask({ cookie: 'SERVERID=b' }),
    ask({ cookie }, '/ws?token=ana'),
    ask({ cookie }, '/ws?token=bob'),
    ask({ cookie }, '/ws?sdi=0&sdx=1'),
    ask({ cookie, origin: 'https://app.example' }),
    ask({ cookie, origin: 'http://app.example' }),
    ask({ cookie, origin: 'https://evil.example' }),
    ask({ cookie, authorization: 'Bearer ana' }),
    ask({ cookie, authorization: 'Bearer bob' }),
    ask({ cookie, authorization: 'Basic YW5h' }),
    ask({ cookie, authorization: 'Basic Ym9i' }),
    ask({ cookie, 'sec-websocket-protocol': 'ana' }),
    ask({ cookie, 'sec-websocket-protocol': 'bob' }),
    ask({ cookie, 'sec-websocket-protocol': 'stormdeck.token.bob, ana' }),
    ask({ cookie, authorization: 'Basic YW5h', 'sec-websocket-protocol': 'stormdeck.token.bob' }),
    ask({ cookie, authorization: 'Bearer ana', 'sec-websocket-protocol': 'stormdeck.token.bob' }),
    ask({ cookie, 'sec-websocket-protocol': 'stormdeck.token.bob, stormdeck.token.ana' }),
    ask({ cookie, 'sec-websocket-protocol': 'stormdeck.token.%' }),
  ]
  expect(new Set(all).size).toBe(all.length)
  expect(all).not.toContain(null)
})

test('F25: what the protocol itself says makes nobody another bearer', () => {
  const first = ask({ cookie }, '/ws?room=5&sdi=1&stormdeck=v1')
  expect(ask({ cookie }, '/stormdeck/poll?sdi=1&room=5&sdc=9&sdr=1&sdt=t&sdv=2&sds=a')).toBe(first)
})

test('F25: a client that goes from a socket to a fetch is the same bearer, with a token as with a cookie', () => {
  expect(ask({ authorization: 'Bearer ana' })).toBe(
    ask({ 'sec-websocket-protocol': 'stormdeck.v1, stormdeck.token.ana' }),
  )
  const host = 'app.example'
  expect(ask({ cookie, host, 'sec-fetch-site': 'same-origin' })).toBe(
    ask({ cookie, host, origin: 'https://app.example' }),
  )
  expect(ask({ cookie, host, 'sec-fetch-site': 'cross-site' })).not.toBe(
    ask({ cookie, host, origin: 'https://app.example' }),
  )
})

test('F25: a query, an origin or a subprotocol alone says of nobody who it is', () => {
  expect(ask({}, '/ws?v=3')).toBeNull()
  expect(ask({ origin: 'https://app.example', 'sec-websocket-protocol': 'graphql-ws' })).toBeNull()
})
