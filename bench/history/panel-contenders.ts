import type { Panel } from '../../lib/contract/history.ts'
import { AGENT_PROFILE } from '../../lib/domain/agent-profile.ts'
import { builtInProfiles } from '../../lib/server/prometheus/built-in-profiles.ts'
import type { PrometheusConnection } from '../../lib/server/prometheus/connect-prometheus.ts'
import { panelQuery } from '../../lib/server/prometheus/panel-query.ts'
import { evaluationsOf, planRange, stretches } from '../../lib/server/prometheus/range-plan.ts'
import { type FleetSize, instanceOf } from './fill-fleet.ts'

const RANGE = '30d'
const fleet = { kind: 'fleet', name: null } as const

async function ask(url: string, query: string, start: number, end: number, stepMs: number): Promise<number> {
  const form = new URLSearchParams({
    query,
    start: `${start / 1000}`,
    end: `${end / 1000}`,
    step: `${stepMs / 1000}`,
  })
  const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body: form })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(text.slice(0, 300))
  return text.length
}

/** One panel over 30 days, through us and put to Prometheus directly. */
export function panelContenders(
  { url, connection }: { url: string; connection: PrometheusConnection },
  panel: Panel,
  size: FleetSize,
  end: number,
) {
  const profile = builtInProfiles().find(({ id }) => id === AGENT_PROFILE)
  if (!profile) throw new Error('the profile of our agent is missing')
  const plan = planRange(RANGE, end, size.scrapeMs)
  const { evaluationMs, gaugeMs, stepMs } = plan
  const { series } = panelQuery(panel, {
    profile,
    matchers: [],
    instances: Array.from({ length: size.nodes }, (_, node) => instanceOf(node)),
    scrapeIntervalMs: size.scrapeMs,
    evaluationMs,
    gaugeMs,
    stepMs,
  })
  const sum = 'sum(websocket_connections_current)'
  const inner = `[${stepMs / 1000}s:${size.scrapeMs / 1000}s]`
  return {
    /** Every ask ends an evaluation earlier than the one before: what was answered already would come from memory. */
    ours: (ago: number) =>
      connection.history.read({ panel, scope: fleet, range: RANGE, endAt: end - ago * evaluationMs }),
    same: () =>
      Promise.all(
        series.flatMap(line => {
          const { firstAt, lastAt } = evaluationsOf(plan, line.everyMs, line.level)
          return [...new Set([line.min, line.max])].flatMap(query =>
            stretches(firstAt, lastAt, line.everyMs).map(part =>
              ask(url, query, part.from, part.to, line.everyMs),
            ),
          )
        }),
      ),
    /** What one would write in Prometheus itself: minimum and maximum of each column by subquery. */
    byHand:
      panel === 'pool'
        ? () =>
            Promise.all(
              [
                `min_over_time(${sum}${inner})`,
                `max_over_time(${sum}${inner})`,
                'sum(stormdeck_connections_limit)',
              ].map(query =>
                ask(url, query, plan.fromAt + stepMs, plan.fromAt + plan.columns * stepMs, stepMs),
              ),
            )
        : null,
  }
}
