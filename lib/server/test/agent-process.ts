import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attach } from '@stormdeck/agent'
import { WebSocketServer } from 'ws'

// A real WebSocket server with an agent in a process of its own, so that a test can stop and kill it.
// usage: agent-process.ts ID GROUP DIR TRUST [CONTROL_PORT]; says where it listens as one line of JSON.
const [id = 'ws-1', group = 'eu', journalDir = '', trust = '[]', port = '0'] = process.argv.slice(2)
const server = createServer()
const deck = attach(new WebSocketServer({ server }), {
  id,
  group,
  control: { port: Number(port) },
  journalDir,
  trust: JSON.parse(trust),
})
server.listen(0, '127.0.0.1', async () => {
  const control = await deck.control?.ready
  const address = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ control: control?.port, service: address.port })}\n`)
})
process.on('disconnect', () => process.exit(0))
