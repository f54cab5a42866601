import { Counter, Gauge, Registry } from 'prom-client'
import { processSlot } from './process-slot.ts'
import type { Runtime } from './runtime-parts.ts'

/** The dashboard's own metrics, in a registry of its own; values are read at scrape time. */
export function ownMetrics(running: Runtime): Registry {
  return processSlot('own-metrics', () => register(running))
}

function register(running: Runtime): Registry {
  const registry = new Registry()
  const gauge = (name: string, help: string, read: () => number | null) => {
    new Gauge({
      name: `stormdeck_dashboard_${name}`,
      help,
      registers: [registry],
      collect() {
        const value = read()
        if (value === null) this.reset()
        else this.set(value)
      },
    })
  }
  const counter = (name: string, help: string, read: () => number) => {
    new Counter({
      name: `stormdeck_dashboard_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
  const nodes = () => running.state()?.nodes ?? []
  gauge('nodes', 'Nodes that are watched.', () => nodes().length)
  gauge(
    'nodes_fresh',
    'Nodes whose last sample is younger than 2.5 s.',
    () => nodes().filter(node => node.reach === 'fresh').length,
  )
  gauge(
    'nodes_in_storm',
    'Nodes in a storm.',
    () => nodes().filter(node => node.stormState === 'storm').length,
  )
  gauge('storms_running', 'Storms that have not ended.', () => running.state()?.storms.length ?? null)
  gauge('incidents_open', 'Open incidents.', () => running.state()?.incidents.length ?? null)
  gauge('viewers', 'Browsers on the live feed.', () => running.live.viewers())
  counter('feed_messages', 'Feed messages made since start.', () => running.live.totals().messages)
  counter(
    'feed_bytes',
    'Bytes of feed messages made since start, counted once for all viewers.',
    () => running.live.totals().bytes,
  )
  gauge('last_look_timestamp_seconds', 'When the fleet was last judged.', () => {
    const at = running.state()?.at
    return at === undefined ? null : at / 1_000
  })
  gauge('process_resident_memory_bytes', 'Resident memory of the dashboard.', () => process.memoryUsage.rss())
  return registry
}
