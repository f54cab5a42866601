import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AgentStatus } from '@stormdeck/protocol'
import { seriesOf, statusSample } from './status-sample.ts'

export type FakeAgent = {
  url: string
  /** Counts attempts now. */
  attempts(count: number): void
  /** Replaces parts of what it says from now on. */
  say(over: Partial<AgentStatus>): void
  /** Status requests so far, and connections they came on. */
  seen: { requests: number; connections: number }
  close(): Promise<void>
}

/** A control listener that behaves: holds a status for `wait`, and answers early from `burst` attempts in a second. */
export async function startFakeAgent(id = 'ws-1'): Promise<FakeAgent> {
  const startedMono = performance.now()
  const counts = new Map<number, number>()
  const seen = { requests: 0, connections: 0 }
  let said: Partial<AgentStatus> = {}
  const waiting = new Set<() => void>()
  const bucket = () => Math.floor((performance.now() - startedMono) / 100)
  const lastSecond = () => {
    const newest = bucket()
    let sum = 0
    for (let at = newest - 9; at <= newest; at++) sum += counts.get(at) ?? 0
    return sum
  }

  function status(since: number): AgentStatus {
    const newest = bucket()
    const from = Math.max(0, newest - 599, since + 1)
    const series = Array.from({ length: newest - from + 1 }, (_, i) => counts.get(from + i) ?? 0)
    const base = statusSample()
    return {
      ...base,
      node: { ...base.node, id, now: Date.now() },
      attempts: seriesOf(from, series, (performance.now() - startedMono) % 100),
      burst: { ...base.burst, holds: lastSecond() >= 50, peakPerSecond: lastSecond() },
      ...said,
    }
  }

  const server = http.createServer((request, response) => {
    seen.requests++
    const url = new URL(request.url ?? '/', 'http://agent')
    const since = Number(url.searchParams.get('since')?.split('.')[1] ?? -1)
    const burst = Number(url.searchParams.get('burst') ?? Number.POSITIVE_INFINITY)
    const answer = () => {
      clearTimeout(timer)
      waiting.delete(early)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(status(since)))
    }
    const early = () => {
      if (lastSecond() >= burst) answer()
    }
    const timer = setTimeout(answer, Number(url.searchParams.get('wait') ?? 0))
    waiting.add(early)
    response.on('close', () => {
      clearTimeout(timer)
      waiting.delete(early)
    })
  })
  server.on('connection', () => seen.connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    attempts(count) {
      counts.set(bucket(), (counts.get(bucket()) ?? 0) + count)
      for (const early of [...waiting]) early()
    },
    say(over) {
      said = { ...said, ...over }
    },
    seen,
    close: () => stop(server),
  }
}

/** A control listener of which nothing may be expected. */
export async function startHostile(
  answer: (response: http.ServerResponse, request: http.IncomingMessage) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => answer(response, request))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => stop(server),
  }
}

function stop(server: http.Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
