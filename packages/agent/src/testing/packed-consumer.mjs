// Runs beside an installed package, under any Node: prints one line of JSON with what worked.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { attach } from '@stormdeck/agent'
import { WebSocket, WebSocketServer } from 'ws'

const http = createServer()
const wss = new WebSocketServer({ server: http })
const deck = attach(wss, {
  id: 'ws-1',
  group: 'eu',
  control: { port: 0 },
  trust: [{ keyId: 'key-1', publicKey: process.argv[2] }],
  journalDir: process.argv[4],
  authenticate: async () => ({ session: 'one' }),
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const control = await deck.control.ready
const base = `http://127.0.0.1:${control.port}`
const client = new WebSocket(`ws://127.0.0.1:${http.address().port}`, ['stormdeck.v1'])
const [hello] = await once(client, 'message')
const put = await fetch(`${base}/stormdeck/v1/tier`, { method: 'PUT', body: process.argv[3] })
const status = await (await fetch(`${base}/stormdeck/v1/status`)).json()
const metrics = await (await fetch(`${base}/metrics`)).text()
process.stdout.write(
  JSON.stringify({
    node: process.version,
    hello: JSON.parse(String(hello)).stormdeck.tier,
    put: await put.json(),
    connections: status.pool.current,
    effective: status.tier.effective,
    metrics: metrics.includes('websocket_connections_current{worker="0"} 1'),
  }),
)
client.terminate()
await deck.close()
wss.close()
http.close()
