import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SUBPROTOCOL } from '@stormdeck/protocol'
import { type WebSocket, WebSocketServer } from 'ws'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A real server on loopback that says in frames what a test tells it to. */
export class RealServer {
  readonly http = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname
    this.requests.push(`${request.method} ${request.url}`)
    const answer = this.answers[path]
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  })
  readonly wss = new WebSocketServer({
    noServer: true,
    handleProtocols: offered => offered.values().next().value ?? false,
  })
  readonly requests: string[] = []
  readonly upgrades: IncomingMessage[] = []
  answers: Record<string, Answer> = {}
  /** What each new socket is told; `null`: upgrades are refused with 503. */
  greet: ((socket: WebSocket) => void) | null = socket => socket.send(frame({ tier: 1 }))
  port = 0

  constructor() {
    this.http.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request)
      if (!this.greet) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\n\r\n')
        return
      }
      const { greet } = this
      this.wss.handleUpgrade(request, socket, head, opened => {
        opened.on('error', () => {})
        greet(opened)
      })
    })
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/live`
  }

  /** The query of the latest upgrade. */
  get query(): URLSearchParams {
    return new URL(this.upgrades.at(-1)?.url ?? '', 'http://x').searchParams
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>(resolve => this.http.listen(port, '127.0.0.1', resolve))
    this.port = (this.http.address() as AddressInfo).port
    return this
  }

  async stop(): Promise<void> {
    for (const socket of this.wss.clients) socket.terminate()
    this.http.closeAllConnections()
    await new Promise(resolve => this.http.close(resolve))
  }
}

const HELLO = {
  windowMs: 5_000,
  pollIntervalMs: 1_000,
  fallback: { events: '/e', poll: '/p', snapshot: '/s', hint: '/h' },
}

/** One in-band frame as text; a hello is filled up. */
export function frame(body: object): string {
  return JSON.stringify({ stormdeck: 'tier' in body ? { ...HELLO, ...body } : body })
}

/** Answers with these frames. */
export function frames(status: number, bodies: object[], headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(`[${bodies.map(frame).join()}]`)
  }
}

/** Keeps an event stream open; the test writes to it. */
export function stream(opened: (response: ServerResponse) => void): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    opened(response)
  }
}

export { SUBPROTOCOL }
