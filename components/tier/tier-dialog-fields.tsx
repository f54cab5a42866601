'use client'
import { formatScope, parseScope, TIERS, type Tier } from '@stormdeck/protocol'
import { Field } from '@/components/ui/field.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { scopeName } from '@/lib/format/scope-words.ts'
import { groupNames } from './scope-names.ts'
import { ScopeSearch } from './scope-search.tsx'
import { DRAINS, DURATIONS, needsDeliberation, scopeChoices, type TierDraft } from './tier-draft.ts'
import type { TierPreset } from './tier-preset.ts'

type Props = {
  fleet: FleetState
  preset: TierPreset
  draft: TierDraft
  change: (part: Partial<TierDraft>) => void
}

/** Tier, where, how long, what happens to open sessions, and why. */
export function TierDialogFields({ fleet, preset, draft, change }: Props) {
  const scopes = scopeChoices(fleet, [preset.scope, draft.scope])
  const more = fleet.nodes.length + groupNames(fleet.nodes).length > scopes.length
  return (
    <>
      <Segmented
        ordering
        legend="Tier"
        segments={TIERS.map(tier => ({ value: String(tier), label: String(tier) }))}
        value={String(draft.tier)}
        onChange={value => change({ tier: Number(value) as Tier, typed: '' })}
      />
      <Segmented
        ordering
        legend="Where"
        segments={scopes.map(scope => ({ value: formatScope(scope), label: scopeName(scope) }))}
        value={formatScope(draft.scope)}
        onChange={written => change({ scope: parseScope(written) ?? draft.scope })}
      />
      {more && <ScopeSearch fleet={fleet} onChoose={scope => change({ scope })} />}
      {draft.tier > 1 && (
        <Segmented
          ordering
          legend="For how long"
          segments={DURATIONS}
          value={DURATIONS.find(({ ms }) => ms === draft.durationMs)?.value ?? '15'}
          onChange={value => change({ durationMs: DURATIONS.find(one => one.value === value)?.ms ?? null })}
        />
      )}
      {draft.tier >= 3 && (
        <Segmented
          ordering
          legend="Sessions already open"
          segments={DRAINS}
          value={DRAINS.find(({ perSecond }) => perSecond === draft.drainPerSecond)?.value ?? 'off'}
          onChange={value =>
            change({ drainPerSecond: DRAINS.find(one => one.value === value)?.perSecond ?? null })
          }
        />
      )}
      <Field
        label={`Why (kept in the audit trail${needsDeliberation(draft.tier) ? ', required' : ''})`}
        maxLength={280}
        value={draft.reason}
        onChange={event => change({ reason: event.target.value })}
      />
      {needsDeliberation(draft.tier) && (
        <Field
          label={`Type ${draft.tier} to confirm, or hold the button below`}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-20"
          value={draft.typed}
          onChange={event => change({ typed: event.target.value })}
        />
      )}
    </>
  )
}
