import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { attach } from '@stormdeck/agent'
import { Server as SocketIoServer } from 'socket.io'
import { WebSocket, WebSocketServer } from 'ws'
import { withAdminUi } from './with-admin-ui.mjs'

/**
 * `bare`, `agent`: a ws server without and with an agent. `socket.io`: with its admin UI, what a user would pick.
 * `unnamed`: the application gives its clients no key.
 */
export type Mode =
  | 'bare'
  | 'agent'
  | 'socket.io'
  | 'bare-refusing'
  | 'agent-refusing'
  | 'agent-unnamed-refusing'
export type Asked = 'read' | 'collect'
export type Reading = {
  cpuMicros: number
  /** Of the thread that runs the loop. */
  threadMicros: number
  liveBytes: number
  rssBytes: number
  connections: number
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const mode = process.argv[2] as Mode

const HOLDER = '/holder'
/** A refused upgrade costs what the server does to refuse it. */
const refusing = mode.endsWith('refusing')
const named = mode !== 'agent-unnamed-refusing'
const http = createServer()
const io =
  mode === 'socket.io' ? new SocketIoServer(http, { transports: ['websocket'], serveClient: false }) : null
if (io) withAdminUi(io)
const wss = io
  ? null
  : new WebSocketServer({
      server: http,
      perMessageDeflate: false,
      ...(refusing ? { verifyClient: ({ req }: { req: IncomingMessage }) => req.url === HOLDER } : {}),
    })
http.listen(0, '0.0.0.0', 4_096)
await once(http, 'listening')
const { port } = http.address() as AddressInfo
// Takes the one place there is: without it every other knock would find it free, and be an accept.
const holder = refusing ? new WebSocket(`ws://127.0.0.1:${port}${HOLDER}`) : null
if (holder) await once(holder, 'open')
const deck =
  wss && mode.startsWith('agent')
    ? attach(wss, {
        id: 'bench',
        group: 'bench',
        control: { port: 0 },
        limits: {
          mode: 'enforce',
          connections: refusing ? 1 : 100_000,
          clientKey: req => (named ? req.url?.split('user=')[1] : null) ?? null,
        },
      })
    : null
await deck?.control?.ready

process.on('message', (asked: Asked) => {
  if (asked === 'collect') for (let round = 0; round < 3; round++) collect()
  const { user, system } = process.cpuUsage()
  const thread = process.threadCpuUsage()
  const { heapUsed, external, rss } = process.memoryUsage()
  const connections = io ? io.engine.clientsCount : (wss?.clients.size ?? 0) - (holder ? 1 : 0)
  const reading: Reading = {
    cpuMicros: user + system,
    threadMicros: thread.user + thread.system,
    liveBytes: heapUsed + external,
    rssBytes: rss,
    connections,
  }
  process.send?.(reading)
})
process.on('disconnect', () => process.exit(0))
process.send?.({
  port,
  controlPort: deck?.control?.address?.port ?? null,
})
