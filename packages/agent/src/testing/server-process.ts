import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { attach } from '../index.ts'

/** A server with an agent in a process of its own, for what cannot be done to the process of the tests. */
const [publicKey = '', journalDir = ''] = process.argv.slice(2)

const http = createServer((_req, res) => res.end('the application'))
const wss = new WebSocketServer({ server: http })
wss.on('connection', socket => socket.on('error', () => {}))
const deck = attach(wss, {
  id: 'ws-1',
  group: 'eu',
  control: { port: 0 },
  trust: [{ keyId: 'key-1', publicKey }],
  journalDir,
  onError: error => process.stderr.write(`${error}\n`),
})
http.on('error', () => {})
http.listen(0, '127.0.0.1', 4_096)
await once(http, 'listening')
const control = await deck.control?.ready
const { port } = http.address() as AddressInfo
process.stdout.write(`${JSON.stringify({ port, controlPort: control?.port })}\n`)
process.stdin.resume().on('end', () => process.exit(0))
