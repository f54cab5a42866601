import type { IncomingMessage } from 'node:http'
import { expect, test, vi } from 'vitest'
import { introductionOf } from './introduction.ts'

const asked = (url: string, protocol?: string) =>
  introductionOf({ url, headers: { 'sec-websocket-protocol': protocol } } as unknown as IncomingMessage)

test('A6: who speaks the protocol says so by a parameter or a subprotocol, and may say more', () => {
  const session = 'a0'.repeat(16)
  expect(asked(`/?stormdeck=v1&sdv=2.1&sdr=1&sdi=${session}&sdc=c&sdt=t&sds=news,odds`)).toEqual({
    announced: true,
    version: '2.1',
    reconnect: true,
    session,
    cursor: 'c',
    ticket: 't',
    topics: new Set(['news', 'odds']),
  })
  expect(asked('/', 'chat, stormdeck.v1').announced).toBe(true)
  expect(asked('/?token=1', 'stormdeck.v1').announced).toBe(true)
  expect(asked('/?token=1&sdv=7')).toMatchObject({ announced: false, version: '7' })
})

test('A6: a query of the application’s own says nothing, and is not taken apart', () => {
  const parsed = vi.spyOn(globalThis, 'URLSearchParams')
  for (const url of ['/?token=stormdeck=v1', '/chat?xsdv=1&stormdecked=v1', '/sdv=1', '/?', '/'])
    expect(asked(url)).toMatchObject({ announced: false, version: null, session: null })
  expect(parsed).not.toHaveBeenCalled()
  parsed.mockRestore()
})
