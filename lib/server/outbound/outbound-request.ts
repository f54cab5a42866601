import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction } from 'node:net'
import { OutboundError, type OutboundFailure } from './outbound-error.ts'
import type { AddressPins, PinnedAddress } from './pinned-address.ts'

export type OutboundRequest = {
  url: URL
  method?: 'GET' | 'POST' | 'PUT'
  headers?: Record<string, string>
  body?: string
  /** From the first byte asked to the last byte read, ms. */
  deadlineMs: number
  /** Of the answer's body; more is not read. */
  maxBytes: number
}
export type OutboundAnswer = { status: number; headers: http.IncomingHttpHeaders; body: string }
export type Outbound = {
  request: (request: OutboundRequest) => Promise<OutboundAnswer>
  close: () => void
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/

function failureOf(error: unknown): OutboundFailure {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'UNKNOWN'
  return TLS_CODE.test(code) ? { kind: 'tls', code } : { kind: 'unreachable', code }
}

/** Answers every lookup of the socket with the addresses that were checked. */
function pinnedLookup(addresses: PinnedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const first = addresses[0]
    if (options.all) callback(null, addresses)
    else if (first) callback(null, first.address, first.family)
  }
}

/**
 * Calls services named in the configuration file: to a checked and pinned address, with a deadline and a size limit,
 * never following a redirect, over at most `maxSockets` kept-alive connections. Written on node:http because fetch can
 * neither pin an address nor take a CA of its own.
 */
export function createOutbound(options: { pins: AddressPins; ca?: string; maxSockets?: number }): Outbound {
  const agentOptions = { keepAlive: true, maxSockets: options.maxSockets ?? 4, ca: options.ca }
  const agents = { 'http:': new http.Agent(agentOptions), 'https:': new https.Agent(agentOptions) }

  function exchange(
    request: OutboundRequest,
    addresses: PinnedAddress[],
    signal: AbortSignal,
  ): Promise<OutboundAnswer> {
    const secure = request.url.protocol === 'https:'
    return new Promise((resolve, reject) => {
      const call = (secure ? https : http).request(request.url, {
        method: request.method ?? 'GET',
        headers: bodyHeaders(request),
        agent: agents[secure ? 'https:' : 'http:'],
        lookup: pinnedLookup(addresses),
        signal,
      })
      call.once('error', reject)
      call.once('response', answer => {
        readBody(answer, request.maxBytes).then(resolve, error => {
          answer.destroy()
          reject(error)
        })
      })
      call.end(request.body)
    })
  }

  async function request(asked: OutboundRequest): Promise<OutboundAnswer> {
    const signal = AbortSignal.timeout(asked.deadlineMs)
    try {
      const addresses = await unlessAborted(options.pins(asked.url.hostname), signal)
      const answer = await exchange(asked, addresses, signal)
      if (answer.status >= 300 && answer.status < 400) {
        const location = answer.headers.location ?? null
        throw new OutboundError({ kind: 'redirect', status: answer.status, location })
      }
      return answer
    } catch (error) {
      if (error instanceof OutboundError) throw error
      if (signal.aborted) throw new OutboundError({ kind: 'deadline', deadlineMs: asked.deadlineMs })
      throw new OutboundError(failureOf(error))
    }
  }

  function close() {
    agents['http:'].destroy()
    agents['https:'].destroy()
  }
  return { request, close }
}

/** With the length of the body, so that it is not sent in chunks. */
function bodyHeaders({ headers = {}, body }: OutboundRequest): Record<string, string | number> {
  return body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) }
}

/** The deadline counts for the look-up too: DNS has time-outs of its own, and longer ones. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}

async function readBody(answer: http.IncomingMessage, maxBytes: number): Promise<OutboundAnswer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBytes) throw new OutboundError({ kind: 'too-large', maxBytes })
    parts.push(part)
  }
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(parts).toString('utf8'),
  }
}
