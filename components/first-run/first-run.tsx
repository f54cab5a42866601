'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Card } from '@/components/ui/card.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { CopyLines } from './copy-lines.tsx'
import { LiveCheck } from './live-check.tsx'
import { READ_FROM_PROMETHEUS, START_WAYS, type StartWay } from './start-ways.ts'

/** No server has given data yet: the exact lines that get a newcomer there, and a check that turns when they arrive. */
export function FirstRun({ onConsole }: { onConsole: () => void }) {
  const fleet = useFleet()
  const [way, setWay] = useState<StartWay['id']>('ws')
  const chosen = START_WAYS.find(one => one.id === way) ?? START_WAYS[0]
  const listed = fleet?.nodes.length ?? 0
  return (
    <div className="mx-auto w-full max-w-3xl pt-6 pb-6">
      <PageHead
        title={listed === 0 ? 'Connect your first server' : 'No server has sent data yet'}
        lead="The exact lines for your server. This page turns into the console when the first data arrives."
      >
        <Button onClick={onConsole}>Open the console</Button>
      </PageHead>
      <div className="flex flex-col gap-3">
        <LiveCheck fleet={fleet} />
        <Segmented
          legend="Your server"
          segments={START_WAYS.map(({ id, label }) => ({ value: id, label }))}
          value={way}
          onChange={setWay}
        />
        {way === 'prometheus' && (
          <p className="text-base text-ink-2">
            Read as they are, without an agent: {READ_FROM_PROMETHEUS.join(', ')}, and others with a profile
            of your own. A burst that lies between two scrapes is not seen this way.
          </p>
        )}
        {chosen?.steps.map((step, i) => (
          <Card key={step.title} name={`${i + 1}. ${step.title}`} hint={step.hint}>
            <CopyLines lines={step.lines} />
          </Card>
        ))}
      </div>
    </div>
  )
}
