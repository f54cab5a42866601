'use client'
import { cx } from '@/components/ui/cx.ts'
import { scopeNodes } from '@/lib/domain/scope-nodes.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useView } from '@/lib/url/use-view.ts'
import { type CellLook, cellsOf } from './node-cell.ts'

/** Above this many cells a cell could not be told from its neighbour on a wall; the rest is counted. */
const MOST_CELLS = 240

const LOOK: Record<CellLook, string> = {
  calm: 'bg-raised',
  ordered: 'bg-order-soft ring-1 ring-inset ring-order-fill',
  warning: 'bg-warn-soft ring-1 ring-inset ring-warn-fill',
  critical: 'bg-crit-fill',
  unseen: 'hatched ring-1 ring-inset ring-line-strong',
}
const MARK: Record<CellLook, string> = { calm: '', ordered: '■', warning: '▲', critical: '◆', unseen: '?' }

/**
 * One cell a node, in the order of their names: the eye learns where each of them is. Too many for that: trouble first,
 * and the rest in numbers.
 */
export function NodeGrid() {
  const [view] = useView()
  const fleet = useFleet()
  if (fleet === null) return null
  const nodes = scopeNodes(fleet.nodes, view.scope)
  const { shown, rest } = cellsOf(nodes, MOST_CELLS)
  const named = shown.length <= 24
  return (
    <div>
      <ul
        aria-label="Nodes"
        className={cx(
          'grid gap-1',
          named
            ? 'auto-cols-fr grid-flow-col'
            : 'grid-cols-[repeat(auto-fill,minmax(calc(var(--spacing)*9),1fr))]',
        )}
      >
        {shown.map(({ node, look, words }) => {
          return (
            <li
              key={node.id}
              data-look={look}
              title={`${node.id}: ${words}`}
              className={cx(
                'flex h-8 items-center justify-center gap-1.5 overflow-hidden rounded-chip text-base font-medium',
                LOOK[look],
                look === 'critical' ? 'text-on-crit' : 'text-ink-2',
              )}
            >
              <span aria-hidden="true">{MARK[look]}</span>
              {named ? (
                <span className="truncate">{node.id}</span>
              ) : (
                <span className="sr-only">{node.id}</span>
              )}
              <span className="sr-only">{words}</span>
            </li>
          )
        })}
      </ul>
      {rest !== '' && <p className="pt-1 text-base text-ink-2">{rest}</p>}
    </div>
  )
}
