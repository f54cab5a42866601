import { Card } from '@/components/ui/card.tsx'
import type { HostSignals } from '@/lib/contract/host-signals.ts'
import type { NodeDetail } from '@/lib/contract/node-detail.ts'
import { formatAge } from '@/lib/format/age.ts'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'

type Props = { host: NodeDetail['host'] }

/** The machine under the node: every process of it is in these numbers. Nothing where there is no Prometheus to ask. */
export function HostCard({ host: { value: host, problem, unjoined } }: Props) {
  if (problem !== null)
    return (
      <Card name="Host">
        <p className="text-warn">▲ {problem}</p>
      </Card>
    )
  if (host === null)
    return unjoined === null ? null : (
      <Card name="Host">
        <p className="text-ink-2">{unjoined}</p>
      </Card>
    )
  return (
    <Card
      name="Host"
      hint={`${host.host}, all processes · ${host.from} · ${formatAge(host.sampleAgeMs)} old`}
    >
      <dl className="flex flex-col">
        {rowsOf(host).map(([name, text]) => (
          <div key={name} className="flex justify-between border-b border-line py-1 last:border-b-0">
            <dt className="text-ink-2">{name}</dt>
            <dd className="font-mono text-small">{text}</dd>
          </div>
        ))}
      </dl>
      {host.missing.length > 0 && <p className="mt-2 text-small text-ink-3">{host.missing.join('; ')}.</p>}
    </Card>
  )
}

function rowsOf(host: HostSignals): (readonly [string, string])[] {
  const of = (used: number | null, max: number | null) =>
    used === null || max === null || max <= 0
      ? formatNumber(used)
      : `${formatNumber(used)} of ${formatNumber(max)}, ${formatPercent(used / max)}`
  const perSecond = (rate: number | null) =>
    rate === null ? formatNumber(null) : `${formatNumber(rate, 1)}/s`
  return [
    ['Sockets established', formatNumber(host.established)],
    ['TIME_WAIT', formatNumber(host.timeWait)],
    // Where states are counted at all, one without sockets has no series.
    ...(Object.keys(host.states).length > 0
      ? [['CLOSE_WAIT', formatNumber(host.states.close_wait ?? 0)] as const]
      : []),
    ['Accept queues that overflowed (retries counted)', perSecond(host.listenOverflowsPerSecond)],
    ['Connection tracking', of(host.conntrackEntries, host.conntrackMax)],
    ['Descriptors', of(host.descriptorsOpen, host.descriptorLimit)],
    ['Memory available', formatBytes(host.memoryAvailableBytes)],
    ['CPU cores busy', formatNumber(host.cpuCores, 1)],
  ]
}
