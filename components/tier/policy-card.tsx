'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Asked } from '@/components/ui/asked.tsx'
import { Card } from '@/components/ui/card.tsx'
import { Select } from '@/components/ui/select.tsx'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { policyQuery } from '@/lib/queries/tiers/tier-queries.ts'
import { POLICY_MEANS, PolicyChoice } from './policy-choice.tsx'

/** What the policy may do, and what it would have done in a storm that was recorded. */
export function PolicyCard() {
  const times = useTimes()
  const fleet = useFleet()
  const [storm, setStorm] = useState<string | null>(null)
  const answer = useQuery(policyQuery(storm))
  const mode = fleet?.tier.policyMode ?? null
  return (
    <Card name="Policy" hint={mode && POLICY_MEANS[mode]}>
      {fleet && <PolicyChoice tier={fleet.tier} />}
      <Asked
        data={answer.data}
        problem={answer.error && errorSentence(answer.error)}
        onAgain={() => void answer.refetch()}
      >
        {({ recordedStorms, dryRun }) =>
          recordedStorms.length > 0 && (
            <div className="mt-3 flex flex-col gap-2">
              <Select
                label="Dry run over"
                value={storm ?? ''}
                onChange={id => setStorm(id === '' ? null : id)}
              >
                <option value="">no storm</option>
                {recordedStorms.map(id => (
                  <option key={id} value={id}>
                    {id}
                  </option>
                ))}
              </Select>
              {dryRun?.moves.length === 0 && <p className="text-ink-3">It would have ordered nothing.</p>}
              <ul className="flex flex-col gap-0.5">
                {dryRun?.moves.slice(0, 50).map(move => (
                  <li key={`${move.node}${move.at}`}>
                    would have moved {move.node} to tier {move.to} at {times.moment(move.at)}: {move.why}
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Asked>
    </Card>
  )
}
