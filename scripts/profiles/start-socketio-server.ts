import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { WebSocketServer } from 'ws'
import { CHURN_EVERY_MS, CLIENTS, type RunningServer } from './running-server.ts'

/**
 * A real Socket.IO server with clients. Its metrics carry the names of socket.io-prometheus 0.3.0 and count the same
 * events; the package itself does not go together with the prom-client of today.
 */
export async function startSocketioServer(): Promise<RunningServer> {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const counter = (name: string) => new Counter({ name, help: name, registers: [register] })
  const connected = new Gauge({ name: 'socket_io_connected', help: 'connected', registers: [register] })
  const count = {
    connect: counter('socket_io_connect_total'),
    disconnect: counter('socket_io_disconnect_total'),
    received: counter('socket_io_events_received_total'),
    sent: counter('socket_io_events_sent_total'),
    bytesIn: counter('socket_io_recieve_bytes'),
    bytesOut: counter('socket_io_transmit_bytes'),
  }
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') response.end(await register.metrics())
  })
  // Given by hand: under the test runner's resolution engine.io does not find its own.
  const sockets = new Server(server, { wsEngine: WebSocketServer })
  sockets.on('connection', socket => {
    count.connect.inc()
    connected.set(sockets.engine.clientsCount)
    socket.on('say', text => {
      count.received.inc()
      count.bytesIn.inc(String(text).length)
      socket.emit('heard', text)
      count.sent.inc()
      count.bytesOut.inc(String(text).length)
    })
    socket.on('disconnect', () => {
      count.disconnect.inc()
      connected.set(sockets.engine.clientsCount)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const port = (server.address() as AddressInfo).port
  const open = () => io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true })
  const clients: Socket[] = Array.from({ length: CLIENTS }, open)
  const churn = setInterval(() => {
    for (const client of clients) client.emit('say', 'hello')
    clients.shift()?.disconnect()
    clients.push(open())
  }, CHURN_EVERY_MS)
  return {
    target: `127.0.0.1:${port}`,
    async stop() {
      clearInterval(churn)
      for (const client of clients) client.disconnect()
      await sockets.close()
    },
  }
}
