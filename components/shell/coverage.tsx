'use client'
import { failingSources } from '@/lib/domain/failing-sources.ts'
import { hasValues } from '@/lib/domain/reach.ts'
import { formatAge } from '@/lib/format/age.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'

/** "4 of 4 nodes responding · newest sample 0.3 s old": how much of the truth is on this screen. */
export function Coverage() {
  const fleet = useFleet()
  if (fleet === null) return <p className="ml-auto text-small text-ink-3">Waiting for the server</p>
  const answering = fleet.nodes.filter(node => hasValues(node.reach))
  const ages = fleet.nodes.flatMap(node => (node.ageMs === null ? [] : [node.ageMs]))
  const blind = answering.length < fleet.nodes.length
  // What this browser does not hear, no node can be blamed for.
  const unheard = fleet.unheardSince !== undefined
  const trouble = unheard ? '' : failingSources(fleet)
  return (
    <p className="ml-auto truncate text-small text-ink-3 max-md:ml-0">
      <b className={blind ? 'font-semibold text-warn' : 'font-normal'}>
        {blind && '▲ '}
        {unheard
          ? 'Server not heard, nodes unknown'
          : fleet.nodes.length === 0
            ? 'No nodes are known'
            : `${formatNumber(answering.length)} of ${formatNumber(fleet.nodes.length)} nodes responding`}
      </b>
      {ages.length === 0 ? (
        ' · no sample'
      ) : (
        <>
          {' · newest sample '}
          <b className="font-semibold text-ink">{formatAge(Math.min(...ages))}</b> old
        </>
      )}
      {trouble !== '' && (
        <b className="font-semibold text-warn" title={trouble}>
          {' · ▲ '}
          {trouble}
        </b>
      )}
    </p>
  )
}
