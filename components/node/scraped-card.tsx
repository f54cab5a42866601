import { Card } from '@/components/ui/card.tsx'
import type { ScrapedNode } from '@/lib/contract/scraped-node.ts'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { formatRate } from '@/lib/format/rate.ts'

type Signal = ScrapedNode['signals'][number]
type Props = { scraped: { value: ScrapedNode | null; problem: string | null } }

const VALUE: Record<Signal['unit'], (value: number) => string> = {
  'per-second': formatRate,
  'bytes-per-second': value => `${formatBytes(value)}/s`,
  bytes: formatBytes,
  count: value => formatNumber(value),
  percent: value => formatPercent(value / 100),
}

/** Where the numbers of a node without an agent come from, and what its server exports beside them. */
export function ScrapedCard({ scraped: { value: scraped, problem } }: Props) {
  if (problem !== null)
    return (
      <Card name="Prometheus">
        <p className="text-warn">▲ {problem}</p>
      </Card>
    )
  if (scraped === null) return null
  const every = `a sample every ${formatNumber(scraped.resolutionMs / 1_000, scraped.resolutionMs % 1_000 === 0 ? 0 : 1)} s`
  return (
    <Card
      name="Prometheus"
      hint={`${scraped.instance} · ${scraped.from} · ${every}${scraped.intervalAssumed ? ' (assumed)' : ''}`}
    >
      <dl className="flex flex-col">
        {scraped.signals.map(({ name, value, unit }) => (
          <div key={name} className="flex justify-between border-b border-line py-1 last:border-b-0">
            <dt className="text-ink-2">{name}</dt>
            <dd className="font-mono text-small">{VALUE[unit](value)}</dd>
          </div>
        ))}
      </dl>
      {scraped.intervalAssumed && (
        <p className="mt-2 text-small text-ink-3">
          Nobody says how often it is scraped; set prometheus.scrapeIntervalSeconds.
        </p>
      )}
    </Card>
  )
}
