import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { object } from '@stormdeck/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiRequest } from './api-request.ts'

/** Takes requests and hangs up: whether it did what was asked cannot be known. */
const server = createServer(socket => void socket.once('data', () => socket.destroy()))

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => void server.close())

const asked = (init: RequestInit) =>
  apiRequest(object({}), `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/tiers/orders`, init)

it('says of a read without an answer that it is repeated', async () => {
  await expect(asked({})).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'The Stormdeck server did not answer. It is asked again.',
  })
})

it('says of a write without an answer that it is not, and where to look whether it was accepted', async () => {
  await expect(asked({ method: 'POST' })).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'No answer from the server. Nothing is sent again; look at Tiers before ordering again.',
  })
})
