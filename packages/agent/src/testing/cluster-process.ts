import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { systemClock } from '../clock/clock.ts'
import { attach, attachPrimary } from '../index.ts'
import { slowClock } from './slow-clock.ts'

/**
 * A cluster of two workers behind one port, given as the second argument; the third is options of `attach` in JSON,
 * `slow` for a clock that is, `mode` for other limits than the primary's, and `alone` for a primary that has no agent,
 * as that of a process manager. Told `take out`, the first worker does without its agent.
 */
const [publicKey = '', port = '0', given = '{}'] = process.argv.slice(2)
const { limits, slow, mode, alone, ...options } = JSON.parse(given)
const node = {
  id: 'ws-1',
  group: 'eu',
  clock: slow ? slowClock() : systemClock(),
  limits: { mode: 'enforce', connections: 100, perAddress: 1_000, ...limits },
} as const

if (cluster.isPrimary) {
  const trust = [{ keyId: 'key-1', publicKey }]
  const deck = alone ? null : attachPrimary({ ...node, control: { port: 0 }, trust })
  const workers = [cluster.fork(), cluster.fork()]
  await Promise.all(workers.map(worker => new Promise(resolve => worker.once('listening', resolve))))
  const control = await deck?.control?.ready
  process.stdout.write(
    `${JSON.stringify({ controlPort: control?.port, workers: workers.map(({ process: { pid } }) => pid) })}\n`,
  )
  process.stdin.on('data', told => workers[0]?.send(String(told)))
  process.stdin.on('end', () => process.exit(0))
} else {
  const http = createServer()
  const wss = new WebSocketServer({ server: http })
  wss.on('connection', socket => socket.on('error', () => {}))
  const own = { ...node.limits, ...(mode && { mode }) }
  const deck = attach(wss, { control: 'primary', ...node, ...options, limits: own })
  process.on('message', told => {
    if (told === 'take out') deck.close()
  })
  // The application is served when what it says of itself can be asked for, or when nobody can.
  await deck.control?.ready
  http.listen(Number(port), '127.0.0.1')
}
