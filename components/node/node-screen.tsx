'use client'
import { useQuery } from '@tanstack/react-query'
import { StormStateBadge } from '@/components/shell/storm-state-badge.tsx'
import { Asked } from '@/components/ui/asked.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { cx } from '@/components/ui/cx.ts'
import { PageHead } from '@/components/ui/page-head.tsx'
import { hasValues } from '@/lib/domain/reach.ts'
import { formatAge } from '@/lib/format/age.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { nodeDetailQuery } from '@/lib/queries/node/node-detail-query.ts'
import { AuthChart } from './auth-chart.tsx'
import { withMissing } from './missing-signals.ts'
import { NodeDetailCards } from './node-detail-cards.tsx'
import { NodeReachLine } from './node-reach.tsx'
import { nodeSignals } from './node-signals.ts'
import { SignalList } from './signal-list.tsx'

/** One node: every signal with its limit, live; and what it says of itself when asked. */
export function NodeScreen({ id }: { id: string }) {
  const fleet = useFleet()
  const node = fleet?.nodes.find(one => one.id === id)
  const detail = useQuery(nodeDetailQuery(id, fleet?.tier.ordered ?? 1))
  if (fleet !== null && node === undefined)
    return (
      <PageHead
        title={id}
        lead="No node of this name is known. It may have been renamed, or is no longer configured."
      />
    )
  const signals = node ? withMissing(nodeSignals(node), detail.data?.scraped.value?.missing ?? []) : []
  return (
    <>
      <PageHead
        title={
          <span className="flex items-center gap-3">
            {id}
            {node && <StormStateBadge state={node.stormState} />}
            {node?.reach === 'stale' && <Badge tone="warn">stale, {formatAge(node.ageMs)} old</Badge>}
            {node?.effectiveTier != null && node.effectiveTier > 1 && (
              <Badge tone="order">tier {node.effectiveTier}</Badge>
            )}
          </span>
        }
        lead={
          node &&
          [
            node.group,
            node.adapter,
            node.agentVersion && `agent ${node.agentVersion}`,
            node.ageMs === null ? 'no sample' : `sample ${formatAge(node.ageMs)} old`,
          ]
            .filter(Boolean)
            .join(' · ')
        }
      />
      {node && !hasValues(node.reach) && <NodeReachLine node={node} whole />}
      <div
        data-reach={node?.reach}
        className={cx(
          'grid grid-cols-1 gap-3 pb-3 min-[900px]:grid-cols-2',
          node?.reach === 'stale' && 'hatched',
        )}
      >
        {signals.map(group => (
          <SignalList key={group.name} group={group} />
        ))}
        <AuthChart id={id} node={node ?? null} fleet={fleet} />
      </div>
      <Asked
        data={detail.data}
        problem={detail.error && errorSentence(detail.error)}
        onAgain={() => void detail.refetch()}
      >
        {data => <NodeDetailCards detail={data} at={fleet?.at ?? null} />}
      </Asked>
    </>
  )
}
