'use client'
import { LazyTimeChart } from '@/components/charts/lazy-time-chart.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Panel } from '@/components/ui/panel.tsx'
import type { PanelState } from '@/components/ui/panel-state.ts'
import type { Mark } from '@/lib/domain/mark.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { FLEETS } from './fixtures/fleets.ts'
import { ago, FROZEN_AT } from './fixtures/frozen-at.ts'
import { historyFixture } from './fixtures/history-fixture.ts'

const STATES: readonly PanelState[] = [
  { kind: 'first-load' },
  { kind: 'fresh', ageMs: 300 },
  { kind: 'stale', ageMs: 3_700 },
  { kind: 'no-data', since: FROZEN_AT - 42_000 },
  {
    kind: 'refused',
    error: 'The agent refused the token (401). Put the read token of this node into stormdeck.yaml.',
  },
]

const MARKS: readonly Mark[] = [
  { kind: 'storm', id: 's', label: 'storm began 14:03:22', from: ago(4, 19), to: null },
  { kind: 'lease', id: 'l', label: 'tier 2', from: ago(3, 31), to: null },
]

const attempts = () => {
  const past = historyFixture('reconnect', { kind: 'fleet', name: null }, FLEETS.storm)
  // Two minutes that nobody saw.
  const hole = (values: readonly (number | null)[]) =>
    values.map((value, i) => (i > 120 && i < 160 ? null : value))
  const series = past.series
    .filter(({ id }) => id === 'attempts')
    .map(({ id, min, max }) => ({
      id,
      label: 'Attempts',
      look: 'main' as const,
      min: hole(min),
      max: hole(max),
    }))
  return { fromAt: past.fromAt, stepMs: past.stepMs, series }
}

/** A panel in its five states, with a gap, a storm, an order and a lower bound in its chart. */
export function PanelSheet() {
  const data = attempts()
  return STATES.map((state, i) => (
    <Panel
      key={state.kind}
      className="h-64"
      name={`Panel: ${state.kind}`}
      source="agents"
      state={state}
      figure={{ number: '412', unit: '/s' }}
      lowerBound={i === 1}
      context="mean of last 60 s 371/s"
      badge={<Badge tone="crit">storm</Badge>}
    >
      <LazyTimeChart
        title="Attempts"
        data={state.kind === 'first-load' ? null : data}
        format={value => formatNumber(value)}
        thresholds={[{ value: 100, label: "storm: a node's mean over 100/s", tone: 'crit' }]}
        marks={MARKS}
        place={i}
      />
    </Panel>
  ))
}
