// Runs beside an installed package, under any Node: prints one line of JSON with what worked.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { attach } from '@stormdeck/agent'
import { WebSocket, WebSocketServer } from 'ws'

const [, , publicKey, orders, journalDir] = process.argv
const ANNOUNCED = 'stormdeck=v1'
const ME = `${ANNOUNCED}&sdi=${'a'.repeat(32)}`

const http = createServer()
const wss = new WebSocketServer({ server: http })
const deck = attach(wss, {
  id: 'ws-1',
  group: 'eu',
  control: { port: 0 },
  trust: [{ keyId: 'key-1', publicKey }],
  journalDir,
  limits: { mode: 'enforce', connections: 2 },
  authenticate: async req => ({ session: String(req.headers['x-user'] ?? 'me') }),
})
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const control = await deck.control.ready
const base = `http://127.0.0.1:${control.port}`
const host = `127.0.0.1:${http.address().port}`

const framesOf = async path =>
  (await (await fetch(`http://${host}${path}`)).json()).map(frame => frame.stormdeck)
const messagesOf = frames => frames.flatMap(frame => frame.messages?.map(({ data }) => data) ?? [])

/** Orders the tiers in turn: the sets were signed for it, one a tier. */
const sets = JSON.parse(orders)
async function order(tier) {
  const answer = await fetch(`${base}/stormdeck/v1/tier`, { method: 'PUT', body: JSON.stringify(sets[tier]) })
  const { ordered, effective, durable } = await answer.json()
  return { ordered, effective, durable }
}

async function streamed() {
  const answer = await fetch(`http://${host}/stormdeck/events?${ME}`)
  let text = ''
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk)
    if (text.includes('"hello to streams"')) break
    if (text.includes('"settings"')) deck.publish('news', 'hello to streams')
  }
  return messagesOf(
    text
      .split('\n\n')
      .filter(event => event.startsWith('data: '))
      .map(event => JSON.parse(event.slice(6)).stormdeck),
  )
}

const said = { node: process.version, orders: [] }
const client = new WebSocket(`ws://${host}/?${ME}`, ['stormdeck.v1'])
client.on('close', (code, reason) => {
  said.replaced = [code, String(reason)]
})
const frames = []
client.on('message', data => frames.push(JSON.parse(String(data)).stormdeck))
await once(client, 'message')
said.hello = frames[0].tier
deck.publish('news', 'hello to sockets')
await once(client, 'message')
said.published = messagesOf(frames)

const other = new WebSocket(`ws://${host}/`, { headers: { 'x-user': 'other' } })
await once(other, 'open')
const third = new WebSocket(`ws://${host}/`, { headers: { 'x-user': 'third' } })
const [, refused] = await once(third, 'unexpected-response')
said.full = refused.statusCode
third.on('error', () => {}).terminate()
other.terminate()
await once(other, 'close')

said.orders.push(await order(2))
const status = await (await fetch(`${base}/stormdeck/v1/status`)).json()
said.effective = status.tier.effective
const metrics = await (await fetch(`${base}/metrics`)).text()
said.metrics = /^websocket_connections_current\{worker="0"\} [12]$/m.test(metrics)
said.orders.push(await order(3))
said.streamed = await streamed()
said.orders.push(await order(4))
said.polled = messagesOf(await framesOf(`/stormdeck/poll?${ME}&sdc=elsewhere`))
said.orders.push(await order(5))
said.refreshed = messagesOf(await framesOf(`/stormdeck/snapshot?${ANNOUNCED}&sdc=elsewhere`))
await deck.restart({ perSecond: 1_000 })
const { websocket, events } = deck.status().pool.byTransport
said.left = websocket + events
process.stdout.write(JSON.stringify(said))
await deck.close()
wss.close()
http.close()
http.closeAllConnections()
