import { Card } from '@/components/ui/card.tsx'
import { type DataColumn, DataTable } from '@/components/ui/data-table.tsx'
import type { NodeDetail } from '@/lib/contract/node-detail.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { AgedCard } from './aged-card.tsx'
import { AgentCard } from './agent-card.tsx'
import { HostCard } from './host-card.tsx'
import { HostLimitsTable } from './host-limits-table.tsx'
import { NodeAlertsCard } from './node-alerts-card.tsx'
import { ScrapedCard } from './scraped-card.tsx'

const COUNTS: DataColumn<{ connections: number; attemptsLast60s: number }>[] = [
  { id: 'connections', head: 'Connections', right: true, cell: row => formatNumber(row.connections) },
  { id: 'attempts', head: 'Attempts, 60 s', right: true, cell: row => formatNumber(row.attemptsLast60s) },
]

/** TCP states, transports, largest clients, warnings and host limits, as the node reports them. */
export function NodeDetailCards({ detail, at }: { detail: NodeDetail; at: number | null }) {
  const { status, clients, limits, alwaysOn } = detail
  const heard = { receivedAt: detail.receivedAt, at }
  const byTransport = status?.pool.byTransport
  return (
    <div className="grid grid-cols-1 gap-3 min-[900px]:grid-cols-2">
      <NodeAlertsCard alerts={detail.alerts} at={at} />
      {(status?.warnings.length ?? 0) + alwaysOn.length > 0 && (
        <AgedCard heard={heard} name="Worth knowing" className="min-[900px]:col-span-2">
          <ul className="flex flex-col gap-1">
            {status?.warnings.map(({ id, text, fix }) => (
              <li key={id}>
                ▲ {text} {fix && <code className="font-mono text-small text-ink-2">{fix}</code>}
              </li>
            ))}
            {alwaysOn.map(({ rule, p99, threshold, suggested }) => (
              <li key={rule}>
                ▲ The {rule} rule is always on here:{' '}
                {rule === 'burst' ? 'an ordinary second has' : 'the ordinary mean of 60 s is'} up to{' '}
                {formatNumber(p99)}, the threshold is {formatNumber(threshold)}. {formatNumber(suggested)}{' '}
                would not fire on an ordinary day.
              </li>
            ))}
          </ul>
        </AgedCard>
      )}
      <AgedCard
        heard={heard}
        name="TCP states"
        hint={status?.sockets === null ? 'cannot be read on this host' : 'of the served ports'}
      >
        <Pairs pairs={Object.entries(status?.sockets ?? {})} />
      </AgedCard>
      {status && <AgentCard status={status} heard={heard} />}
      <ScrapedCard scraped={detail.scraped} />
      <HostCard host={detail.host} />
      <AgedCard heard={heard} name="Sessions by transport">
        <Pairs pairs={Object.entries(byTransport ?? {})} />
      </AgedCard>
      <Card name="Largest clients" hint="keys are shortened by the agent">
        {clients.problem && <p className="text-warn">▲ {clients.problem}</p>}
        {clients.value && (
          <DataTable
            label="Largest clients"
            rows={clients.value}
            rowKey={row => row.key}
            empty="No client holds a connection."
            columns={[
              {
                id: 'key',
                head: 'Client',
                cell: row => <code className="font-mono text-small">{row.key}</code>,
                wide: true,
              },
              { id: 'version', head: 'Version', cell: row => row.version ?? '—' },
              ...COUNTS,
            ]}
          />
        )}
      </Card>
      <AgedCard heard={heard} name="Client versions">
        <DataTable
          label="Client versions"
          rows={status?.clients.versions ?? []}
          rowKey={row => row.version}
          empty="No client has reported a version."
          columns={[{ id: 'version', head: 'Version', cell: row => row.version, wide: true }, ...COUNTS]}
        />
        <p className="mt-2 text-small text-ink-3">
          {formatPercent(status?.clients.protocolShare ?? null, 'low')} speak the client protocol and can
          follow every tier.
        </p>
      </AgedCard>
      <Card
        name="Host limits"
        hint="recommended for 100,000 connections and more"
        className="min-[900px]:col-span-2"
      >
        {limits.problem && <p className="text-warn">▲ {limits.problem}</p>}
        {limits.value && <HostLimitsTable limits={limits.value} />}
      </Card>
    </div>
  )
}

function Pairs({ pairs }: { pairs: readonly (readonly [string, number | null])[] }) {
  if (pairs.length === 0) return <p className="text-ink-3">Not reported.</p>
  return (
    <dl className="flex flex-col">
      {pairs.map(([name, value]) => (
        <div key={name} className="flex justify-between border-b border-line py-1 last:border-b-0">
          <dt className="text-ink-2">{name}</dt>
          <dd className="font-mono text-small">{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
