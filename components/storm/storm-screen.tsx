'use client'
import { Asked } from '@/components/ui/asked.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { Card } from '@/components/ui/card.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { WholeWords } from '@/components/ui/whole-words.tsx'
import { listOf } from '@/lib/format/words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { useStorm } from '@/lib/queries/storm/use-storm.ts'
import { ClientSideCard } from './client-side-card.tsx'
import { StormReplay } from './storm-replay.tsx'
import { stormBadge, stormFacts, stormLead, stormNow } from './storm-words.ts'

/** One storm: what it was, what was ordered during it, and its recording against other thresholds. */
export function StormScreen({ id }: { id: string }) {
  const fleet = useFleet()
  const times = useTimes()
  const asked = useStorm(id, fleet)
  return (
    <Asked
      data={asked.data}
      problem={asked.error && errorSentence(asked.error)}
      onAgain={() => void asked.refetch()}
    >
      {detail => {
        const storm = stormNow(detail.storm, fleet)
        const badge = stormBadge(storm)
        return (
          <>
            <PageHead
              title={
                <span className="flex items-center gap-3">
                  <span>
                    <WholeWords text={`Storm on ${listOf(storm.nodes)}`} />
                  </span>{' '}
                  <Badge tone={badge.tone}>{badge.text}</Badge>
                </span>
              }
              lead={stormLead(storm, fleet?.at ?? storm.startedAt, times)}
            />
            <div className="grid gap-3 pb-3 min-[900px]:grid-cols-[360px_1fr]">
              <Card name="What it was">
                <dl className="flex flex-col">
                  {stormFacts(storm, times).map(([name, value]) => (
                    <div
                      key={name}
                      className="flex justify-between gap-4 border-b border-line py-1 last:border-b-0"
                    >
                      <dt className="text-ink-2">{name}</dt>
                      <dd className="text-right font-medium">
                        <WholeWords text={value} />
                      </dd>
                    </div>
                  ))}
                </dl>
                <h3 className="mt-4 mb-1 font-semibold">Orders during the storm</h3>
                {detail.leases.length === 0 && <p className="text-ink-3">None.</p>}
                <ul className="flex flex-col gap-1">
                  {detail.leases.map(lease => (
                    <li key={lease.id}>
                      <Badge tone="order">tier {lease.tier}</Badge> {times.day(lease.startedAt)} by {lease.by}
                      {lease.reason && `: “${lease.reason}”`}
                    </li>
                  ))}
                </ul>
              </Card>
              <StormReplay detail={detail} />
              <ClientSideCard detail={detail} />
            </div>
          </>
        )
      }}
    </Asked>
  )
}
