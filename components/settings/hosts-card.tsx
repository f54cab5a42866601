'use client'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'
import { WholeWords } from '@/components/ui/whole-words.tsx'
import { formatNumber } from '@/lib/format/number.ts'
import { listOf } from '@/lib/format/words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { hostJoinsQuery } from '@/lib/queries/settings/host-joins-query.ts'
import { hostRows } from './host-rows.ts'

const NAMES_SHOWN = 4

/** Which exporter stands for the machine under each node, and of the nodes that have none, why. */
export function HostsCard() {
  const { data, error } = useQuery(hostJoinsQuery)
  const joins = data?.value ?? []
  const joined = joins.filter(({ exporter }) => exporter !== null).length
  const problem = data?.problem ?? (error && errorSentence(error))
  return (
    <Card
      name="Machines under nodes"
      hint={joins.length > 0 && `an exporter for ${formatNumber(joined)} of ${formatNumber(joins.length)}`}
      className="min-[900px]:col-span-2"
    >
      {problem ? (
        <p className="text-warn">▲ {problem}</p>
      ) : (
        <DataTable
          label="Machines under nodes"
          rows={hostRows(joins)}
          rowKey={({ nodes }) => nodes.join(' ')}
          empty={data === undefined ? 'Waiting for the server.' : 'No node is known.'}
          columns={[
            {
              id: 'nodes',
              head: 'Nodes',
              cell: ({ nodes }) => (
                <b className="font-semibold">
                  <WholeWords text={listOf(nodes, NAMES_SHOWN)} />
                </b>
              ),
            },
            {
              id: 'exporter',
              head: 'Exporter',
              cell: ({ exporter }) => exporter ?? <Badge tone="plain">none</Badge>,
            },
            {
              id: 'unjoined',
              head: 'Why there is none and what to do',
              wide: true,
              cell: ({ unjoined }) => unjoined ?? '—',
            },
          ]}
        />
      )}
    </Card>
  )
}
