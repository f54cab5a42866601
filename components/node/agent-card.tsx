import type { AgentStatus } from '@stormdeck/protocol'
import { StatusGlyph } from '@/components/ui/status-glyph.tsx'
import { TONE_TEXT } from '@/components/ui/tone.ts'
import { AgedCard, type Heard } from './aged-card.tsx'
import { agentFacts } from './agent-facts.ts'

/** What the agent says of itself beyond its row; counts are since its start. */
export function AgentCard({ status, heard }: { status: AgentStatus; heard: Heard }) {
  return (
    <AgedCard heard={heard} name="Heartbeat, breakers, traffic" hint="counts since the agent started">
      <dl className="flex flex-col">
        {agentFacts(status).map(({ name, value, tone }) => (
          <div key={name} className="flex justify-between gap-4 border-b border-line py-1 last:border-b-0">
            <dt className="text-ink-2">{name}</dt>
            <dd className="flex items-baseline gap-1.5 font-mono text-small">
              <StatusGlyph tone={tone} className={TONE_TEXT[tone]} />
              <span className={TONE_TEXT[tone]}>{value}</span>
            </dd>
          </div>
        ))}
      </dl>
    </AgedCard>
  )
}
