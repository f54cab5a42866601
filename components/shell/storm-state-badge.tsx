import { Badge } from '@/components/ui/badge.tsx'
import type { Tone } from '@/components/ui/tone.ts'
import type { StormState } from '@/lib/domain/storm/storm-state.ts'

/** How the state of a node or a scope is named and coloured; `null`: nothing to say. */
export const STORM_STATE_BADGE: Record<StormState, { tone: Tone; text: string } | null> = {
  storm: { tone: 'crit', text: 'storm' },
  clearing: { tone: 'warn', text: 'clearing' },
  suspected: { tone: 'warn', text: 'suspected' },
  'cannot-tell': { tone: 'plain', text: 'cannot tell' },
  calm: null,
}

/** The badge of a node that is in a storm, or may be; nothing for one that is calm or cannot be judged. */
export function StormStateBadge({ state }: { state: StormState }) {
  const badge = STORM_STATE_BADGE[state]
  if (badge === null || state === 'cannot-tell') return null
  return <Badge tone={badge.tone}>{badge.text}</Badge>
}
