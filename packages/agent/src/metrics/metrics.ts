import { METRICS, type MetricKey } from '@stormdeck/protocol'
import { Histogram, Registry } from 'prom-client'
import type { MetricsView } from './metrics-view.ts'
import { type Read, readMetrics, type Sample } from './read-metrics.ts'

/**
 * What a scrape is answered with. Totals and gauges are read at that moment, so that nothing is paid per event, and
 * they are written straight below their heads in the catalogue: setting them in prom-client first took two thirds of what
 * a scrape costs the host's loop. Only the histogram, which grows by the event, is kept by prom-client.
 */
export class Metrics {
  readonly #driven = new Registry()
  readonly #duration: Histogram
  readonly #view: () => MetricsView

  constructor(view: () => MetricsView) {
    this.#view = view
    const { name, help, buckets } = METRICS.connectionDuration
    this.#duration = new Histogram({ name, help, buckets: [...buckets], registers: [this.#driven] })
  }

  get contentType(): string {
    return this.#driven.contentType
  }

  observeDuration(durationMs: number): void {
    this.#duration.observe(durationMs / 1_000)
  }

  async text(): Promise<string> {
    // One look for all metrics of a scrape.
    const view = this.#view()
    let text = await this.#driven.metrics()
    for (const { name, head, read } of BLOCKS) {
      text += head
      for (const { value, labels } of read(view))
        if (value !== null) text += `${name}${labels ? inBraces(labels) : ''} ${value}\n`
    }
    return text
  }
}

type Block = { name: string; head: string; read: Read }

const BLOCKS: readonly Block[] = (Object.keys(METRICS) as MetricKey[]).flatMap(key => {
  if (key === 'connectionDuration') return []
  const { name, help, type } = METRICS[key]
  return [{ name, head: `\n# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, read: readMetrics[key] }]
})

/** Values are words of our own, with nothing in them that would have to be escaped. */
function inBraces(labels: NonNullable<Sample['labels']>): string {
  let pairs = ''
  for (const label in labels) pairs += `${pairs && ','}${label}="${labels[label]}"`
  return `{${pairs}}`
}
