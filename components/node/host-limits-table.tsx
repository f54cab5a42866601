import type { HostLimits } from '@stormdeck/protocol'
import { Badge } from '@/components/ui/badge.tsx'
import { DataTable } from '@/components/ui/data-table.tsx'

/** Too low first, then what cannot be read, then what is fine. */
const rank = (ok: boolean | null) => (ok === false ? 0 : ok === null ? 1 : 2)

/** Kernel and process limits as they are, as they should be, and the command that sets each. */
export function HostLimitsTable({ limits }: { limits: HostLimits }) {
  const rows = [...limits].sort((a, b) => rank(a.ok) - rank(b.ok))
  return (
    <DataTable
      label="Host limits"
      rows={rows}
      rowKey={row => row.id}
      empty="No limits reported."
      columns={[
        { id: 'title', head: 'Limit', cell: row => row.title },
        { id: 'state', head: 'State', cell: row => row.ok === false && <Badge tone="warn">too low</Badge> },
        { id: 'current', head: 'Now', right: true, cell: row => <Value text={row.current} /> },
        {
          id: 'recommended',
          head: 'Recommended',
          right: true,
          cell: row => <Value text={row.recommended} />,
        },
        {
          id: 'command',
          head: 'Command',
          wide: true,
          cell: row =>
            row.ok === false && row.command && <code className="font-mono text-small">{row.command}</code>,
        },
      ]}
    />
  )
}

function Value({ text }: { text: string | null }) {
  return <span className="font-mono text-small">{text ?? '—'}</span>
}
