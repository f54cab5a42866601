import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { attach } from '../../../packages/agent/src/index.ts'

/** Runs real agents, each in front of a WebSocket server of its own; says where they listen, and lives until it is killed. */
type Wanted = { id: string; group: string; journalDir: string; port: number }
const { agents, trust } = JSON.parse(process.argv[2] ?? '{}') as {
  agents: Wanted[]
  trust: { keyId: string; publicKey: string }[]
}

const ports: Record<string, number> = {}
for (const { id, group, journalDir, port } of agents) {
  const server = createServer()
  const wss = new WebSocketServer({ server })
  const deck = attach(wss, {
    id,
    group,
    journalDir,
    trust,
    control: { port },
    onError: error => console.error(error),
  })
  server.listen(0, '127.0.0.1')
  const address = await deck.control?.ready
  if (!address) throw new Error(`the agent ${id} cannot listen on ${port}`)
  ports[id] = address.port
}
process.stdout.write(`${JSON.stringify({ ports })}\n`)
