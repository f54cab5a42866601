'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { cx } from '@/components/ui/cx.ts'
import { scopeNodes } from '@/lib/domain/scope-nodes.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { NodeFilter } from './node-filter.tsx'
import { NodeRow } from './node-row.tsx'
import { filterNodes, type Sort, sortNodes } from './node-rows.ts'
import { NodeTableHead } from './node-table-head.tsx'
import { useSeededTrails } from './use-seeded-trails.ts'

const ROW_PX = 36
/** Up to so many nodes are taken in at a glance and need no filter. */
const GLANCE = 8

/** Every node of the scope, trouble first. Only rows in view exist, so a thousand cost what forty do. */
export function NodeTable({ className, withFilter }: { className?: string; withFilter?: boolean }) {
  const [view] = useView()
  const fleet = useFleet()
  const [sort, setSort] = useState<Sort>({ key: 'trouble', down: true })
  const [filter, setFilter] = useState('')
  const scroller = useRef<HTMLDivElement>(null)
  const scoped = useMemo(() => scopeNodes(fleet?.nodes ?? [], view.scope), [fleet, view.scope])
  const rows = useMemo(() => sortNodes(filterNodes(scoped, filter), sort), [scoped, filter, sort])
  useSeededTrails(scoped.length > 0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    initialRect: { width: 1_200, height: 600 },
  })
  return (
    <section
      aria-label="Nodes"
      className={cx(
        'flex min-h-0 flex-col overflow-hidden rounded-panel border border-line bg-panel',
        className,
      )}
    >
      {(withFilter || scoped.length > GLANCE) && (
        <NodeFilter value={filter} onChange={setFilter} shown={rows.length} of={scoped.length} />
      )}
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
        <table aria-rowcount={rows.length + 1} className="block min-w-[1000px]">
          <NodeTableHead sort={sort} onSort={setSort} />
          <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(item => {
              const node = rows[item.index]
              return (
                node && (
                  <NodeRow
                    key={node.id}
                    node={node}
                    index={item.index}
                    top={item.start}
                    at={fleet?.at ?? 0}
                  />
                )
              )
            })}
          </tbody>
        </table>
        {rows.length === 0 && (
          <p className="px-4 py-6 text-ink-3">
            {fleet === null
              ? 'Waiting for the first sample.'
              : filter === ''
                ? 'No node is known in this scope.'
                : 'No node matches the filter.'}
          </p>
        )}
      </div>
    </section>
  )
}
