import { remoteWrite, type WrittenSeries } from '../../scripts/test/remote-write.ts'

export type FleetSize = { nodes: number; days: number; scrapeMs: number }

const DAY_MS = 86_400_000
const SAMPLES_A_WRITE = 240
/** Written first, under a name that no panel reads, to see how fast this machine takes samples. */
const PROBE = 'stormdeck_bench_probe'

export const instanceOf = (node: number) => `10.0.${node >> 8}.${node & 255}:9400`

type Value = (node: number, at: number) => number
const wave = (at: number) => Math.sin((at / DAY_MS) * 2 * Math.PI)
const noise = (node: number, at: number) => (at / 1000 + node * 7_919) % 997
/** A counter at this many a second. */
const counted =
  (perSecond: number): Value =>
  (node, at) =>
    Math.floor((at / 1000) * perSecond + noise(node, at) / 997)

/** Every metric that the four panels of an agent read: a day's wave and noise, the same in every run. */
const METRICS: readonly { labels: Record<string, string>; value: Value }[] = [
  {
    labels: { __name__: 'websocket_connections_current' },
    value: (node, at) => Math.round(20_000 + 8_000 * wave(at) + noise(node, at)),
  },
  { labels: { __name__: 'stormdeck_connections_limit' }, value: () => 50_000 },
  {
    labels: { __name__: 'stormdeck_memory_per_connection_bytes' },
    value: (node, at) => 40_000 + noise(node, at),
  },
  { labels: { __name__: 'stormdeck_attempts_total', class: 'reconnect' }, value: counted(4) },
  { labels: { __name__: 'stormdeck_attempts_total', class: 'planned' }, value: counted(0.2) },
  { labels: { __name__: 'websocket_connections_total', status: 'accepted' }, value: counted(4) },
  { labels: { __name__: 'stormdeck_sessions_closed_total', reason: 'left' }, value: counted(3.9) },
  { labels: { __name__: 'stormdeck_auth_total', outcome: 'ok' }, value: counted(1) },
  {
    labels: { __name__: 'stormdeck_attempts_peak_per_second' },
    value: (node, at) => 5 + (noise(node, at) % 30),
  },
  {
    labels: { __name__: 'stormdeck_attempts_peak_timestamp_seconds' },
    value: (_, at) => Math.floor(at / 600_000) * 600,
  },
]

function seriesOf(metrics: typeof METRICS, nodes: number, times: readonly number[]): WrittenSeries[] {
  return Array.from({ length: nodes }, (_, node) =>
    metrics.map(({ labels, value }) => ({
      labels: { ...labels, instance: instanceOf(node), job: 'stormdeck' },
      samples: times.map(at => [at, value(node, at)] as const),
    })),
  ).flat()
}

/**
 * Writes the past of a fleet up to `end`, in at most about `withinSeconds`: where that is too short for all of it, fewer
 * days are written.
 * @returns days that were written, and samples
 */
export async function fillFleet(
  url: string,
  { nodes, days, scrapeMs }: FleetSize,
  end: number,
  withinSeconds: number,
): Promise<{ days: number; samples: number }> {
  const spanMs = SAMPLES_A_WRITE * scrapeMs
  const writeTo = (metrics: typeof METRICS, from: number) => {
    const times = Array.from({ length: SAMPLES_A_WRITE }, (_, i) => from + (i + 1) * scrapeMs)
    return remoteWrite(
      url,
      seriesOf(
        metrics,
        nodes,
        times.filter(at => at <= end),
      ),
    )
  }
  const probes = METRICS.map(metric => ({
    ...metric,
    labels: { ...metric.labels, __name__: `${PROBE}_${metric.labels.__name__}` },
  }))
  // The first writes are slower than all that follow.
  let took = 0
  for (const ago of [3, 2, 1]) {
    const before = performance.now()
    await writeTo(probes, end - days * DAY_MS - ago * spanMs)
    took = performance.now() - before
  }
  const writes = Math.max(1, Math.floor((withinSeconds * 1000) / took))
  const from = Math.max(end - days * DAY_MS, end - writes * spanMs)
  for (let at = from; at < end; at += spanMs) await writeTo(METRICS, at)
  return {
    days: (end - from) / DAY_MS,
    samples: ((end - from) / scrapeMs) * nodes * METRICS.length,
  }
}
