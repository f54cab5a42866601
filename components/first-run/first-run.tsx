'use client'
import { useState } from 'react'
import { Card } from '@/components/ui/card.tsx'
import { PageHead } from '@/components/ui/page-head.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { CopyLines } from './copy-lines.tsx'
import { LiveCheck } from './live-check.tsx'
import { START_WAYS, type StartWay } from './start-ways.ts'

/** No source is configured: the exact lines that get a newcomer to first data, and a check that turns when they arrive. */
export function FirstRun() {
  const fleet = useFleet()
  const [way, setWay] = useState<StartWay['id']>('ws')
  const chosen = START_WAYS.find(one => one.id === way) ?? START_WAYS[0]
  return (
    <div className="mx-auto w-full max-w-3xl pt-6">
      <PageHead
        title="No servers are known yet"
        lead="The exact lines for what you have. This page turns into the console when the first node is known."
      />
      <div className="flex flex-col gap-3">
        <Segmented
          legend="Your server"
          segments={START_WAYS.map(({ id, label }) => ({ value: id, label }))}
          value={way}
          onChange={setWay}
        />
        {chosen?.steps.map((step, i) => (
          <Card key={step.title} name={`${i + 1}. ${step.title}`} hint={step.hint}>
            <CopyLines lines={step.lines} />
          </Card>
        ))}
        <LiveCheck fleet={fleet} />
      </div>
    </div>
  )
}
