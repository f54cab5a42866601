'use client'
import { cx } from '@/components/ui/cx.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'

const WORD = {
  waiting: 'no data yet',
  silent: 'no data',
  refused: 'refused',
  vanished: 'vanished',
} as const

/** In place of the numbers of a row that has none: since when, and why. */
export function NodeReach({ node }: { node: NodeReading }) {
  return (
    <td colSpan={9} className="col-span-9 min-w-0">
      <NodeReachLine node={node} />
    </td>
  )
}

/** "▲ no data since 14:07:32 UTC" and the reason, where there is one; `whole`: on several lines where one is too short. */
export function NodeReachLine({ node, whole = false }: { node: NodeReading; whole?: boolean }) {
  const times = useTimes()
  if (node.reach === 'fresh' || node.reach === 'stale') return null
  const since = node.lastSeenAt === null ? '' : ` since ${times.moment(node.lastSeenAt)}`
  return (
    <p className={cx('flex min-w-0 items-center gap-x-2 text-small text-ink-2', whole && 'flex-wrap pb-2')}>
      <b className="font-semibold whitespace-nowrap text-warn">
        ▲ {WORD[node.reach]}
        {since}
      </b>
      <span className={whole ? '' : 'truncate'} title={node.error ?? undefined}>
        {node.error}
      </span>
    </p>
  )
}
