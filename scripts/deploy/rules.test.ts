import { readFileSync } from 'node:fs'
import { METRICS } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const at = (path: string) => new URL(`../../${path}`, import.meta.url)
const read = (path: string) => readFileSync(at(path), 'utf8')

type Rule = { alert?: string; record?: string; expr: string; labels?: Record<string, string> }
type Rules = { groups: { name: string; rules: Rule[] }[] }

const rules = (parse(read('deploy/prometheus/stormdeck.rules.yml')) as Rules).groups.flatMap(
  group => group.rules,
)
const alerts = rules.filter(rule => rule.alert !== undefined)
const recorded = new Set(rules.flatMap(rule => rule.record ?? []))

const catalogue = new Map<string, ReadonlySet<string>>()
for (const metric of Object.values(METRICS)) catalogue.set(metric.name, new Set<string>(metric.labels))
const nodeExporter = new Set(
  read('lib/server/prometheus/profiles/captures/node-exporter.txt').match(/^node_\w+/gm) ?? [],
)

const WORDS = new Set(
  'sum max min by on and or unless rate increase time vector absent label_replace max_over_time ignoring group_left instance node group reason up'.split(
    ' ',
  ),
)

/** Names of metrics in an expression: what is left without strings, matchers, durations, functions and labels. */
function metricsOf(expr: string): string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]|offset \w+/g, '')
  return (bare.match(/[a-zA-Z_:][\w:]*/g) ?? []).filter(word => !WORDS.has(word))
}

describe('alert rules', () => {
  it('name only metrics that an agent, node_exporter or a rule before them has', () => {
    const unknown = rules
      .flatMap(rule => metricsOf(rule.expr))
      .filter(name => !catalogue.has(name) && !nodeExporter.has(name) && !recorded.has(name))
    expect(unknown).toEqual([])
    expect(rules.flatMap(rule => metricsOf(rule.expr)).length).toBeGreaterThan(40)
  })

  it('select only by labels that the metric has', () => {
    for (const { expr } of rules)
      for (const [, name, matchers] of expr.matchAll(/([a-z_]+)\{([^}]*)\}/g)) {
        const labels = name === 'up' ? new Set(['job']) : catalogue.get(name ?? '')
        for (const [, label] of (matchers ?? '').matchAll(/(\w+)(?:=~|!~|!=|=)/g))
          expect(labels, `${name}{${label}}`).toContain(label)
      }
  })

  it('cover every fact with a threshold, and silence', () => {
    const facts = new Set(alerts.map(alert => alert.labels?.fact))
    for (const fact of ['F2', 'F10', 'F11', 'F12', 'F13', 'F14', 'F16', 'F17', 'F40'])
      expect(facts).toContain(fact)
    expect(alerts.map(alert => alert.alert)).toContain('StormdeckDeadMan')
  })

  it('say of every other fact with signals why it has no rule', () => {
    const head = read('deploy/prometheus/stormdeck.rules.yml').split('groups:')[0]
    for (const fact of ['F2, memory', 'F10, half', 'F15', 'F17, heartbeat', 'F18'])
      expect(head).toContain(`# ${fact}`)
  })

  it('are each tested by promtool, firing', () => {
    const tests = read('deploy/prometheus/stormdeck.rules.test.yml')
    for (const { alert } of alerts)
      expect(tests).toMatch(new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n\\s+- exp_labels`))
  })

  it('hold the thresholds of the product', () => {
    const text = rules.map(rule => `${rule.alert ?? rule.record}: ${rule.expr}`).join('\n')
    for (const bound of [
      'stormdeck_attempts_peak_per_second) >= 50',
      'attempts_per_second > 100',
      'pool_usage_ratio >= 0.7',
      'pool_usage_ratio >= 0.85',
      'memory_per_connection_bytes) >= 50000',
      'descriptor_usage_ratio >= 0.7',
      'descriptor_usage_ratio >= 0.8',
      '"closeWait"}) > 100',
      'stormdeck_zombies) > 500',
      'iot_open_sockets_total) > 50000',
      'stormdeck_attempts_peak_per_5s) > 500',
      '5 * stormdeck:attempts_per_second > 500',
    ])
      expect(text.replaceAll('state=', '')).toContain(bound)
  })
})
