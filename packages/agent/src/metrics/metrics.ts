import { METRICS, type Metric, type MetricKey } from '@stormdeck/protocol'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricsView } from './metrics-view.ts'
import { readMetrics } from './read-metrics.ts'

/** Counters are read, not driven: prom-client is told the total at scrape time, so that nothing is paid per event. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #duration: Histogram
  readonly #view: () => MetricsView
  /** One look for all metrics of a scrape. */
  #latest: MetricsView | null = null

  constructor(view: () => MetricsView) {
    this.#view = view
    const { name, help, buckets } = METRICS.connectionDuration
    this.#duration = new Histogram({ name, help, buckets: [...buckets], registers: [this.#registry] })
    for (const key of Object.keys(METRICS) as MetricKey[]) {
      if (key !== 'connectionDuration') this.#register(key, METRICS[key])
    }
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  observeDuration(durationMs: number): void {
    this.#duration.observe(durationMs / 1_000)
  }

  text(): Promise<string> {
    this.#latest = this.#view()
    return this.#registry.metrics()
  }

  #register(key: MetricKey, { name, help, type, labels }: Metric): void {
    const samples = () => (this.#latest ? readMetrics[key as keyof typeof readMetrics](this.#latest) : [])
    const configuration = { name, help, labelNames: [...labels], registers: [this.#registry] }
    if (type === 'counter') {
      new Counter({
        ...configuration,
        collect() {
          this.reset()
          for (const { value, labels = {} } of samples()) if (value !== null) this.inc(labels, value)
        },
      })
      return
    }
    new Gauge({
      ...configuration,
      collect() {
        this.reset()
        // A gauge without labels is 0 after a reset; unknown is absent instead.
        this.remove({})
        for (const { value, labels = {} } of samples()) if (value !== null) this.set(labels, value)
      },
    })
  }
}
