import { afterEach, expect, test } from 'vitest'
import { Breakers } from '../auth/breakers.ts'
import { AdmissionQueue } from '../capacity/admission-queue.ts'
import { Flow } from '../capacity/flow.ts'
import { Core } from '../core.ts'
import { closeSources, openSources } from '../observe/open-sources.ts'
import { settingsOf } from '../options.ts'
import type { StatusSources } from '../status/status-sources.ts'
import { TestClock } from '../testing/test-clock.ts'
import { Reporter } from './reporter.ts'

let sources: StatusSources

afterEach(() => closeSources(sources))

/** The agent of a worker, as far as reports are made of it. */
function workerOf(clock: TestClock): { core: Core; reporter: Reporter } {
  clock.freeze()
  const settings = settingsOf({ id: 'ws-1', group: 'eu', clock, heartbeat: false })
  const queue = new AdmissionQueue()
  const flow = new Flow({
    group: 'eu',
    acceptsPerSecond: null,
    ticketKey: null,
    wall: () => clock.wall(),
    queue,
  })
  const core = new Core({ settings, flow, enforces: [1], tier: { keys: new Map(), disk: null } })
  sources = openSources({
    core,
    auth: null,
    breakers: new Breakers(() => {}),
    unfinishedHandshakes: () => null,
    tcpDrop: null,
    adapter: 'ws',
    adapterWarnings: () => [],
    ownPings: null,
    routesItself: false,
    insecure: false,
  })
  return { core, reporter: new Reporter(sources) }
}

test('A1: an attempt has the same number and the same time in every report', () => {
  const clock = new TestClock()
  const { core, reporter } = workerOf(clock)
  for (let n = 0; n < 3; n++) {
    clock.advance(10)
    core.attempt('unknown', core.now())
  }
  const first = reporter.next().burst
  clock.advance(100)
  const second = reporter.next().burst
  expect(first).toEqual({ seen: 3, times: expect.any(Array), lastAtMs: null, holdsUntilMs: null })
  expect(second).toEqual(first)
  const [oldest = 0] = first.times
  expect(first.times.map(at => Math.round(at - oldest))).toEqual([0, 10, 20])
})

test('A3: a report that comes late does not say that all it counts came just now', () => {
  const clock = new TestClock()
  const { core, reporter } = workerOf(clock)
  const after = (ms: number) => {
    // The loop runs all the while.
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50)
      core.attempts.touch(core.now())
    }
    return Math.round(reporter.next().uncertaintyMs)
  }
  expect([after(100), after(150), after(3_000), after(100)]).toEqual([0, 0, 3_000, 0])
})

test('X16: the largest clients are looked for every five seconds, not in every report', () => {
  const clock = new TestClock()
  const { core, reporter } = workerOf(clock)
  const top = () => reporter.next().topClients.map(({ attemptsLast60s }) => attemptsLast60s)
  core.clients.attempt('ana', core.now())
  expect(top()).toEqual([1])
  core.clients.attempt('ana', core.now())
  clock.advance(4_000)
  expect(top()).toEqual([1])
  clock.advance(1_100)
  expect(top()).toEqual([2])
})

test('X16: how long sessions lasted is kept for the next report, and no longer', () => {
  const { reporter } = workerOf(new TestClock())
  for (let n = 0; n < 5_000; n++) reporter.ended(n)
  expect(reporter.next().durationsMs).toHaveLength(2_000)
  reporter.ended(7)
  expect(reporter.next().durationsMs).toEqual([7])
})
