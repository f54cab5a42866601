import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { ControlOptions } from '../options.ts'
import { type Address, keepListening } from './keep-listening.ts'
import { createGuard } from './request-guard.ts'

export type ControlRoute = (req: IncomingMessage, res: ServerResponse, url: URL) => void | Promise<void>
/** Handlers by `METHOD /path`. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>

export type ControlServer = {
  /** Where it listens; `null` until it does. */
  readonly address: Address | null
  /**
   * Resolves when it listens, or with `null` when the first try failed: then it goes on trying, and `address` tells when it
   * listens. Never rejects.
   */
  readonly ready: Promise<Address | null>
  close(): Promise<void>
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/** True when this listener is open to others in clear. Throws where that was not asked for. */
export function checkExposure(options: ControlOptions): boolean {
  const host = options.host ?? '127.0.0.1'
  if (LOOPBACK.has(host) || host.startsWith('127.') || options.tls) return false
  if (options.insecure) return true
  throw new TypeError(
    `stormdeck: control.host ${host} is reachable by others: set control.tls, or control.insecure: true to allow it in clear`,
  )
}

/** The agent's own listener. Whatever goes wrong here stays here: the host's server is another one. */
export function startControlServer(
  options: ControlOptions,
  routes: ControlRoutes,
  onError: (error: unknown) => void,
): ControlServer {
  const host = options.host ?? '127.0.0.1'
  const guard = createGuard(options)
  const listener: RequestListener = (req, res) => {
    answer(req, res, routes, guard).catch(error => {
      onError(error)
      refuse(res, 500, 'the agent failed to answer; its error handler knows more')
    })
  }
  const server: Server = options.tls
    ? (createTlsServer(options.tls, listener) as unknown as Server)
    : createServer(listener)
  server.requestTimeout = 5_000
  server.headersTimeout = 5_000
  server.keepAliveTimeout = 30_000
  server.maxConnections = 64
  const listening = keepListening(server, { host, port: options.port }, onError)
  return {
    get address() {
      return listening.address
    },
    ready: listening.ready,
    close: () =>
      new Promise(resolve => {
        listening.stop()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  routes: ControlRoutes,
  guard: ReturnType<typeof createGuard>,
): Promise<void> {
  const refused = guard(req)
  if (refused) return refuse(res, refused.status, refused.message)
  const url = new URL(req.url ?? '/', 'http://agent')
  const route = routes[`${req.method} ${url.pathname}`]
  if (!route) return refuse(res, 404, 'not one of the calls of an agent')
  await route(req, res, url)
}

export function refuse(res: ServerResponse, status: number, message: string): void {
  sendJson(res, status, { error: message })
}

/** Answers with JSON, once; a connection that has gone is left alone. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  if (res.headersSent || res.destroyed) return
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  res.end(text)
}
