import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attach } from '@stormdeck/agent'
import { WebSocketServer } from 'ws'
import type { RunningServer } from './running-server.ts'
import { connectSockets } from './socket-clients.ts'

/** An address on which a real WebSocket server with our agent inside listens, and its control listener. */
export async function startAgentServer(id = 'ws-1'): Promise<RunningServer & { url: string }> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', socket => socket.on('message', data => socket.send(data)))
  const deck = attach(sockets, {
    id,
    group: 'test',
    control: { host: '127.0.0.1', port: 0 },
    limits: { connections: 500 },
    heartbeat: { pingIntervalMs: 500 },
    authenticate: async request => ({ session: `${request.socket.remotePort}` }),
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients = await connectSockets(url)
  await deck.control?.ready
  const address = deck.control?.address
  if (!address) throw new Error('the control listener has no address')
  return {
    url,
    target: `127.0.0.1:${address.port}`,
    async stop() {
      clients.stop()
      await deck.close()
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
