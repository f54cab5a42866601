'use client'
import { coverageOf } from '@/lib/domain/coverage.ts'
import { failingSources } from '@/lib/domain/failing-sources.ts'
import { formatAge } from '@/lib/format/age.ts'
import { formatCount, formatNumber } from '@/lib/format/number.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'

/** "4 of 4 nodes responding · newest sample 0.3 s old": how much of the truth is on this screen. */
export function Coverage() {
  const fleet = useFleet()
  if (fleet === null) return <p className="ml-auto text-small text-ink-3">Waiting for the server</p>
  const { answering, expected, complete, newestMs } = coverageOf(fleet, DEFAULT_VIEW.scope)
  const trouble = answering === null ? '' : failingSources(fleet)
  return (
    <p className="ml-auto truncate text-small text-ink-3 max-md:ml-0">
      <b className={complete ? 'font-normal' : 'font-semibold text-warn'}>
        {!complete && '▲ '}
        {answering === null
          ? 'Server not heard, nodes unknown'
          : expected === 0
            ? 'No nodes are known'
            : `${formatNumber(answering)} of ${formatCount(expected, 'node')} responding`}
      </b>
      {newestMs === null ? (
        ' · no sample'
      ) : (
        <>
          {' · newest sample '}
          <b className="font-semibold text-ink">{formatAge(newestMs)}</b> old
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
