import { fleetFixture, stormFixture } from '../../components/gallery/fixtures/fleet-fixture.ts'
import { nodeFixture, stormyNodeFixture } from '../../components/gallery/fixtures/node-fixture.ts'
import type { HotAttempts } from '../../lib/contract/feed.ts'
import type { FleetState } from '../../lib/domain/fleet-state.ts'

/** Of the nodes, so many are in the storm; two at least. */
const STORMY_RATIO = 0.1

export type MadeUpFleet = { state: FleetState; hot: HotAttempts }

/**
 * A fleet as it reports in one second: every figure of every node differs from the second before, which is the worst
 * that can happen to a screen. The same arguments make the same fleet.
 * @param at epoch ms of that second
 */
export function madeUpFleet(nodes: number, stormy: boolean, at: number): MadeUpFleet {
  const second = Math.floor(at / 1_000)
  const inStorm = stormy ? Math.max(2, Math.round(nodes * STORMY_RATIO)) : 0
  const rows = Array.from({ length: nodes }, (_, i) => {
    const wave = (size: number, of = 7_919) => ((second * 31 + i * of) % 101) * (size / 100)
    const over = {
      group: ['eu-west', 'eu-north', 'us-east', 'ap-south'][i % 4] ?? 'eu-west',
      lastSeenAt: at - 200,
      connections: Math.round(20_000 + wave(9_000)),
      memoryPerConnectionBytes: Math.round(40_000 + wave(8_000, 104_729)),
      attemptsLastSecond: Math.round(wave(9)),
      attemptsPerSecondMean60s: wave(6),
      establishedPerSecond: wave(6),
      closedPerSecond: wave(6),
      descriptorsOpen: Math.round(20_000 + wave(9_000)),
      latencyMsP95: Math.round(10 + wave(9)),
      latencyMsP99: Math.round(30 + wave(20)),
      cpuRatio: 0.3 + wave(0.1),
      tierSince: at - 600_000,
      stormSince: at - 60_000,
    }
    if (i >= inStorm) return nodeFixture(`ws-${i + 1}`, over)
    const attempts = Math.round(180 + wave(60))
    return stormyNodeFixture(`ws-${i + 1}`, {
      ...over,
      connections: Math.round(45_000 + wave(3_000)),
      attemptsLastSecond: attempts,
      attemptsPerSecondMean60s: attempts - 9,
      attemptsPeakAt: at - 5_000,
    })
  })
  const ids = rows.slice(0, inStorm).map(({ id }) => id)
  const state = fleetFixture({
    at,
    build: 'bench',
    nodes: rows,
    storms: stormy ? [{ ...stormFixture, nodes: ids, startedAt: at - 60_000, peakAt: at - 5_000 }] : [],
  })
  const hot: HotAttempts = {}
  for (const id of ids)
    hot[id] = { fromAt: at - 1_100, counts: Array.from({ length: 11 }, () => 20), lowerBound: false }
  return { state, hot }
}

const COLUMNS = 300
const SERIES: Record<string, readonly [id: string, unit: string, height: number][]> = {
  pool: [
    ['connections', 'connections', 100_000],
    ['limit', 'connections', 200_000],
  ],
  memory: [['memoryPerConnection', 'bytes', 44_000]],
  reconnect: [
    ['attempts', 'per-second', 400],
    ['established', 'per-second', 200],
    ['closed', 'per-second', 90],
    ['planned', 'per-second', 1],
  ],
}

/** Fifteen minutes of the past of a panel, as full as they come. */
export function madeUpHistory(panel: string, scope: string, now: number) {
  const stepMs = 3_000
  return {
    panel,
    scope,
    range: '15m',
    fromAt: now - COLUMNS * stepMs,
    stepMs,
    series: (SERIES[panel] ?? []).map(([id, unit, height]) => {
      const max = Array.from({ length: COLUMNS }, (_, i) =>
        Math.round(height * (0.8 + ((i * 37) % 20) / 100)),
      )
      return { id, unit, min: max.map(value => Math.round(value * 0.9)), max }
    }),
    source: 'live',
    resolutionMs: 1_000,
    problem: null,
    marks: [],
  }
}
