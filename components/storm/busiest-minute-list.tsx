import { WholeWords } from '@/components/ui/whole-words.tsx'
import type { BusiestMinute } from '@/lib/contract/storm-recording.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'

/** Client versions of the minute with most attempts, largest share first, and what named none. */
export function BusiestMinuteList({ busiest }: { busiest: BusiestMinute | null }) {
  const times = useTimes()
  if (busiest === null)
    return (
      <section aria-label="Client versions">
        <h3 className="font-semibold">Client versions</h3>
        <p className="text-ink-3">Not known: no agent of this storm reported any.</p>
      </section>
    )
  const rest = 1 - busiest.versions.reduce((sum, { ratio }) => sum + ratio, 0)
  return (
    <section aria-label="Client versions">
      <h3 className="font-semibold">Client versions</h3>
      <p className="text-small text-ink-3">
        attempts of the busiest minute, until {times.clock(busiest.endsAt)}
      </p>
      <dl className="mt-1 flex flex-col">
        {busiest.versions.map(({ version, ratio }) => (
          <Share key={version} name={version} ratio={ratio} />
        ))}
        {rest >= 0.005 && <Share name="other, or not named" ratio={rest} />}
      </dl>
    </section>
  )
}

function Share({ name, ratio }: { name: string; ratio: number }) {
  return (
    <div className="flex justify-between gap-4 border-b border-line py-1 last:border-b-0">
      <dt className="min-w-0 text-ink-2">
        <WholeWords text={name} />
      </dt>
      <dd className="shrink-0 font-medium">{formatPercent(ratio, 'low')}</dd>
    </div>
  )
}
