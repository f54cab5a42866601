import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AgentStatus, agentStatusShape } from '@stormdeck/protocol'
import { WebSocket, WebSocketServer } from 'ws'
import { type AttachOptions, attach, type Deck } from '../index.ts'
import { type TestIssuer, testIssuer } from './test-issuer.ts'

/** A real server with an agent in it, and everything that has to be closed after a test. */
export class TestServer {
  readonly http: Server
  readonly wss: WebSocketServer
  readonly deck: Deck
  readonly issuer: TestIssuer
  readonly errors: unknown[] = []
  readonly #clients: TestClient[] = []

  private constructor(http: Server, wss: WebSocketServer, deck: Deck, issuer: TestIssuer, errors: unknown[]) {
    this.http = http
    this.wss = wss
    this.deck = deck
    this.issuer = issuer
    this.errors = errors
  }

  static async start(options: Partial<AttachOptions> = {}): Promise<TestServer> {
    const http = createServer((_req, res) => res.end('the application'))
    const wss = new WebSocketServer({ server: http })
    wss.on('connection', socket => {
      socket.on('error', () => {})
      socket.on('message', data => socket.send(`echo ${data}`))
    })
    const errors: unknown[] = []
    const issuer = testIssuer()
    const deck = attach(wss, {
      id: 'ws-1',
      group: 'eu',
      control: { port: 0 },
      trust: [issuer.trust],
      onError: error => errors.push(error),
      ...options,
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    await deck.control?.ready
    return new TestServer(http, wss, deck, issuer, errors)
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port
  }

  /** A client; resolves when it is open, or with how it was refused. */
  async connect(
    query = '',
    protocols: string[] = [],
    headers: Record<string, string> = {},
  ): Promise<TestClient> {
    const client = new TestClient(`ws://127.0.0.1:${this.port}/${query}`, protocols, headers)
    this.#clients.push(client)
    await client.settled
    return client
  }

  fallback(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init)
  }

  control(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.deck.control?.address?.port}${path}`, init)
  }

  async status(query = ''): Promise<AgentStatus> {
    return agentStatusShape(await (await this.control(`/stormdeck/v1/status${query}`)).json())
  }

  order(set: Parameters<TestIssuer['sign']>[0]): Promise<Response> {
    return this.control('/stormdeck/v1/tier', { method: 'PUT', body: JSON.stringify(this.issuer.sign(set)) })
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.socket.terminate()
    await this.deck.close()
    this.http.closeAllConnections()
    this.wss.close()
    this.http.close()
  }
}

/** A `ws` client that remembers what it was sent. */
export class TestClient {
  readonly socket: WebSocket
  readonly received: string[] = []
  status: number | null = null
  headers: Record<string, unknown> = {}
  readonly settled: Promise<void>
  readonly closed: Promise<{ code: number; reason: string }>

  constructor(
    url: string,
    protocols: string[],
    headers: Record<string, string>,
    connection: { ca?: string; localAddress?: string } = {},
  ) {
    this.socket = new WebSocket(url, protocols, { headers, ...connection })
    this.socket.on('message', data => this.received.push(String(data)))
    this.socket.on('error', () => {})
    this.closed = new Promise(resolve => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
    this.settled = new Promise(resolve => {
      this.socket.once('open', () => resolve())
      this.socket.once('unexpected-response', (request, response) => {
        this.status = response.statusCode ?? null
        this.headers = response.headers
        request.destroy()
        resolve()
      })
      this.socket.once('close', () => resolve())
    })
  }

  /** What arrived for a client that speaks the protocol, parsed. */
  get frames(): { [key: string]: unknown; messages?: { topic: string; data: unknown }[] }[] {
    return this.received
      .filter(text => text.startsWith('{"stormdeck"'))
      .map(text => JSON.parse(text).stormdeck)
  }

  get published(): unknown[] {
    return this.frames.flatMap(frame => frame.messages ?? []).map(message => message.data)
  }
}

/** Waits until `holds` is true, looking every few milliseconds; throws after `deadlineMs`. */
export async function until(holds: () => boolean | Promise<boolean>, deadlineMs = 20_000): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('what was waited for did not come')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
