import { TIER_INFO, type Tier } from '@stormdeck/protocol'
import { holdingClause, type ReleaseOutcome } from '@/lib/domain/tier/release-outcome.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { scopeWords } from '@/lib/format/scope-words.ts'
import type { TierDraft } from './tier-draft.ts'

type Draft = Pick<TierDraft, 'tier' | 'scope' | 'leaseId'>

/** "Switch eu-west to tier 3: Server-sent events"; a release says what is in force afterwards. */
export function draftTitle({ tier, scope, leaseId }: Draft, release: ReleaseOutcome | null): string {
  const where = scopeWords(scope)
  if (release === null) return `Switch ${where} to tier ${tier}: ${TIER_INFO[tier].name}`
  const one = leaseId === undefined ? undefined : release.released[0]
  const what = one ? `tier ${one.tier} on ${where}` : where
  return release.held > 1
    ? `Release ${what}: tier ${release.held} stays (${holdingClause(release)})`
    : `Release ${what}: back to full service`
}

/** What users notice, in their words where they are told any. */
export function draftLead({ tier, leaseId }: Draft): string {
  const { userText, effect } = TIER_INFO[tier]
  if (userText !== null) return `Users get: ${effect}. They see “${userText}”`
  const what = leaseId === undefined ? 'Every order inside this scope' : 'This order alone'
  return `${what} is released. Nodes climb one tier at a time.`
}

/**
 * What happens to sessions that are open, after their number. Every open socket follows the tier of its node at once (F23);
 * from tier 3 on it can be moved as well.
 * @param held most degraded tier that is ordered afterwards
 */
export function openSessionsWords(
  { tier, drainPerSecond }: Pick<TierDraft, 'tier' | 'drainPerSecond'>,
  held: Tier,
): string {
  if (tier === 1) return held > 1 ? 'stay reduced' : 'back as each node steps up'
  if (tier === 2) return 'reduced at once'
  return drainPerSecond === null
    ? 'reduced at once, stay open'
    : `reduced at once, moved at ${formatRate(drainPerSecond)}`
}
