'use client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Asked } from '@/components/ui/asked.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { buttonClass } from '@/components/ui/button.tsx'
import { Card } from '@/components/ui/card.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { formatCount } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { listOf } from '@/lib/format/words.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { incidentMarkdownPath, incidentQuery } from '@/lib/queries/incident/incident-queries.ts'
import { EvidenceList } from './evidence-list.tsx'
import { PlanList } from './plan-list.tsx'

/** One incident: cause in words, how sure, what it is made from, what to do, what happened. */
export function IncidentScreen({ id, tierAction }: { id: string; tierAction: ReactNode }) {
  const times = useTimes()
  const asked = useQuery(incidentQuery(id))
  return (
    <Asked
      data={asked.data}
      problem={asked.error && errorSentence(asked.error)}
      onAgain={() => void asked.refetch()}
    >
      {incident => (
        <>
          <PageHead
            title={
              <span className="flex items-center gap-3">
                {incident.title}
                {incident.closedAt === null ? (
                  <Badge tone={incident.severity === 'critical' ? 'crit' : 'warn'}>{incident.severity}</Badge>
                ) : (
                  <Badge tone="plain">closed {times.day(incident.closedAt)}</Badge>
                )}
              </span>
            }
            lead={`${incident.pattern} on ${listOf(incident.nodes)} · opened ${times.day(incident.openedAt)} · ${formatPercent(incident.confidenceRatio, 'low')} confidence`}
          >
            <a href={incidentMarkdownPath(id)} download={`${id}.md`} className={buttonClass('quiet')}>
              Export as Markdown
            </a>
          </PageHead>
          <div className="grid gap-3 pb-3 min-[900px]:grid-cols-2">
            <Card name="What it is">
              <p className="text-body whitespace-pre-line">{incident.cause}</p>
            </Card>
            <Card
              name="How sure, and why"
              hint={`${formatPercent(incident.confidenceRatio, 'low')} of the evidence by weight`}
            >
              <EvidenceList evidence={incident.evidence} />
            </Card>
            <Card name="What to do" className="min-[900px]:col-span-2">
              <PlanList plan={incident.plan} tierAction={tierAction} />
            </Card>
            <Card
              name="Signals"
              hint={`${formatCount(incident.signals.length, 'signal')} in this one incident`}
            >
              <ul className="flex flex-col gap-1">
                {incident.signals.map(signal => (
                  <li key={signal.id} className="flex items-center gap-2">
                    <Badge tone={signal.status === 'critical' ? 'crit' : 'warn'}>{signal.status}</Badge>
                    <b className="font-semibold">{signal.node}</b> {signal.text}
                  </li>
                ))}
              </ul>
            </Card>
            <Card name="Timeline">
              <ol className="flex flex-col gap-1">
                {incident.timeline.map(({ at, text }) => (
                  <li key={`${at}${text}`} className="flex items-baseline gap-3">
                    <time className="font-mono text-small text-ink-3" dateTime={new Date(at).toISOString()}>
                      {times.moment(at)}
                    </time>
                    {text}
                  </li>
                ))}
              </ol>
            </Card>
          </div>
        </>
      )}
    </Asked>
  )
}
