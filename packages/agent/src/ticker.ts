import { TOUCH_INTERVAL_MS } from './attempts/attempts.ts'
import type { LeavingHost } from './fallback/leaving-host.ts'
import type { PollSessions } from './fallback/poll-sessions.ts'
import type { LongPoll } from './status/long-poll.ts'
import type { StatusSources } from './status/status-sources.ts'

const SECOND_MS = 1_000

/**
 * The one timer of an agent. Twice a bucket it looks at the clock, every second it does the rest. It does not keep
 * its host's process alive.
 * @returns stops it
 */
export function startTicker(
  sources: StatusSources,
  longPoll: LongPoll,
  polls: PollSessions,
  host: LeavingHost,
  ports: () => ReadonlySet<number>,
): () => void {
  const { core } = sources
  const turnMs = core.settings.heartbeat?.tickMs ?? SECOND_MS
  let secondAtMs = 0
  let turnAtMs = turnMs
  const timer = setInterval(() => {
    try {
      const nowMs = core.now()
      touch(sources, longPoll, nowMs)
      host.look()
      if (nowMs >= turnAtMs) {
        // Late turns are not made up for: what a blocked loop did not read is no sign of death.
        turnAtMs = Math.max(turnAtMs + turnMs, nowMs)
        core.heartbeat?.turn(nowMs)
      }
      if (nowMs < secondAtMs) return
      secondAtMs = nowMs + SECOND_MS - TOUCH_INTERVAL_MS / 2
      core.eachSecond(nowMs)
      polls.sweep(nowMs)
      observe(sources, ports(), nowMs)
    } catch (error) {
      core.failed(error)
    }
  }, TOUCH_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function touch({ core, sendBuffers }: StatusSources, longPoll: LongPoll, nowMs: number): void {
  core.attempts.touch(nowMs)
  core.tier.tick()
  core.tellSome()
  core.sendSomeAway(nowMs)
  core.flow.queue.tick(core.flow.perSecond, nowMs)
  longPoll.tick(nowMs)
  sendBuffers.step(core.pool.sessions, 100 + core.pool.current / 10)
}

function observe(sources: StatusSources, ports: ReadonlySet<number>, nowMs: number): void {
  const { core, gauges, lag, sockets, descriptors, net, lowerBound } = sources
  gauges.sample(nowMs, core.pool.current)
  lag.tick(nowMs)
  // Lets go of the sockets that have closed.
  sources.unfinishedHandshakes()
  sockets.refresh(ports, nowMs)
  lowerBound.look(descriptors.exhausted(descriptors.read()), net.read().listenDrops, nowMs)
}
