import { describe, expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import { ignoringNan, panelQuery } from './panel-query.ts'
import type { Profile } from './profile.ts'

const profile = (id: string) => builtInProfiles().find(each => each.id === id) as Profile
const scope = (id: string, gaugeMs = 15_000) => ({
  profile: profile(id),
  matchers: [],
  instances: ['a:1', 'b:1'],
  scrapeIntervalMs: 15_000,
  evaluationMs: 60_000,
  gaugeMs,
  stepMs: 8_640_000,
})
const a = 'instance=~"a:1|b:1"'

describe('queries of a panel', () => {
  it('are one sum over the scope, at every scrape for a plain gauge', () => {
    const { series, missing } = panelQuery('pool', scope('stormdeck-agent'))
    expect(series).toEqual([
      {
        id: 'connections',
        unit: 'connections',
        min: `sum(websocket_connections_current{${a}})`,
        max: `sum(websocket_connections_current{${a}})`,
        level: true,
        everyMs: 15_000,
      },
      {
        id: 'limit',
        unit: 'connections',
        min: `sum(stormdeck_connections_limit{${a}})`,
        max: `sum(stormdeck_connections_limit{${a}})`,
        level: true,
        everyMs: 240_000,
      },
    ])
    expect(missing).toEqual([])
  })

  it('ask for the extremes where not every scrape is evaluated', () => {
    const [line] = panelQuery('pool', scope('stormdeck-agent', 30_000)).series
    expect(line?.min).toBe(`sum(min_over_time(websocket_connections_current{${a}}[30s]))`)
    expect(line?.max).toBe(`sum(max_over_time(websocket_connections_current{${a}}[30s]))`)
  })

  it('show the largest second in the column where it was', () => {
    const [attempts] = panelQuery('reconnect', scope('stormdeck-agent')).series
    expect(attempts?.min).toBe(`sum(rate(stormdeck_attempts_total{class!="planned",${a}}[60s]))`)
    expect(attempts?.max).toMatch(
      /attempts_peak_timestamp_seconds.*> time\(\) - 75.* or on \(instance\) .*rate\(/,
    )
  })

  it('name what a server does not export', () => {
    const { series, missing } = panelQuery('pool', scope('nginx'))
    expect(series.map(line => line.id)).toEqual(['connections'])
    expect(missing).toEqual([{ id: 'limit', signal: 'connections_max' }])
    expect(panelQuery('auth', scope('nginx')).missing).toEqual([{ id: 'auth', signal: 'auth_attempts_rate' }])
  })

  it('can leave out what is NaN', () => {
    expect(ignoringNan('sum(a)')).toBe('sum((a) > -Inf)')
    expect(ignoringNan('sum(a) / (sum(b) > 0)')).toBeNull()
  })
})
