import type { ControlSource } from '../control/control-source.ts'
import type { MetricsView } from '../metrics/metrics-view.ts'
import { hostLimits } from '../observe/host-limits.ts'
import { sumOf } from '../totals.ts'
import { buildStatus } from './build-status.ts'
import { topClients } from './clients-status.ts'
import type { StatusSources } from './status-sources.ts'

/** One agent as what a control listener answers from. */
export function agentSource(sources: StatusSources): ControlSource {
  const { core } = sources
  return {
    boot: core.boot,
    now: () => core.now(),
    urgent: burstAttempts => core.attempts.verdicts.of(burstAttempts).holds(core.now()),
    status: (fromBucket, burstAttempts) => buildStatus(sources, fromBucket, burstAttempts),
    topClients: count => topClients(core, count, core.now()),
    limits: () => hostLimits(sources.descriptors),
    put: body => core.tier.put(body),
  }
}

/** One agent as what metrics are read from. Without the attempt buckets: metrics carry totals. */
export function agentMetrics(sources: StatusSources): MetricsView {
  const { core } = sources
  return {
    status: buildStatus(sources, Number.MAX_SAFE_INTEGER),
    attemptsByClass: core.attempts.byClass,
    tierRefused: core.tier.refused,
    errors: core.totals.errors,
    hints: core.totals.hints,
    peakConnections10Min: core.recentPeak.read(core.pool.current, core.now()),
    attemptsPeak5s: core.attempts.peak5s.read(core.now()),
    workers: [
      {
        worker: '0',
        current: core.pool.current,
        accepted: core.totals.accepted,
        rejected: sumOf(core.totals.rejected),
      },
    ],
  }
}
