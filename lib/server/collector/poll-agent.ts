import { type AgentStatus, MIN_URGENT_INTERVAL_MS } from '@stormdeck/protocol'
import type { Clock } from '../clock/clock.ts'
import type { AgentLink, StatusQuery } from './agent-link.ts'
import { STATUS_WAIT_MS } from './agent-link.ts'
import { AgentReadError } from './agent-read-error.ts'

export type PollOptions = {
  link: Pick<AgentLink, 'status'>
  clock: Pick<Clock, 'mono'>
  /** Where to go on, and from how many attempts in a second to be answered early (`null`: not). */
  query(): StatusQuery
  /** @param askedMono when it was asked for, monotonic ms */
  onStatus(status: AgentStatus, askedMono: number): void
  onFailure(error: AgentReadError): void
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  random?: () => number
}

/**
 * Reads one agent for as long as it runs: about once a second whatever happens, and at most ten times a second while
 * the agent answers early. Failing changes nothing about the pace: slowing down would make us blind. Returns what stops
 * it.
 */
export function pollAgent(options: PollOptions): () => void {
  const { clock, sleep = sleepFor, random = Math.random } = options
  const stopped = new AbortController()

  async function run(): Promise<void> {
    // Readers of a large fleet start spread over a second, and stay so.
    await sleep(random() * STATUS_WAIT_MS * 0.5, stopped.signal)
    let previous: AgentStatus | null = null
    while (!stopped.signal.aborted) {
      const startedAt = clock.mono()
      const query = options.query()
      const status = await readOnce(query, startedAt)
      if (stopped.signal.aborted) return
      const urgent = status !== null && isUrgent(status, previous, query)
      previous = status ?? previous
      await sleep(pauseMs(clock.mono() - startedAt, urgent), stopped.signal)
    }
  }

  async function readOnce(query: StatusQuery, askedMono: number): Promise<AgentStatus | null> {
    try {
      const status = await options.link.status(query)
      if (!stopped.signal.aborted) options.onStatus(status, askedMono)
      return status
    } catch (error) {
      const words = error instanceof Error ? error.message : 'it could not be read'
      if (!stopped.signal.aborted)
        options.onFailure(error instanceof AgentReadError ? error : new AgentReadError(words, false))
      return null
    }
  }

  void run()
  return () => stopped.abort()
}

/** An answer that was worth sending early: a burst that is news, or another tier. */
function isUrgent(status: AgentStatus, previous: AgentStatus | null, query: StatusQuery): boolean {
  const burst = query.burst !== null && status.burst.threshold === query.burst && status.burst.holds
  return burst || (previous !== null && previous.tier.effective !== status.tier.effective)
}

/** Time to wait before the next read. An agent that answers early without need does not make us read faster. */
export function pauseMs(elapsedMs: number, urgent: boolean): number {
  const interval = urgent ? MIN_URGENT_INTERVAL_MS : STATUS_WAIT_MS
  return Math.max(0, interval - elapsedMs)
}

function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
