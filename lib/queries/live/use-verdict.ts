'use client'
import { formatScope, type Scope } from '@stormdeck/protocol'
import type { FleetState } from '../../domain/fleet-state.ts'
import { verdictOf } from '../../domain/verdict/verdict.ts'
import type { Verdict } from '../../domain/verdict/verdict-level.ts'
import { useFleet } from './use-fleet.ts'

/** Bar, tab title and alarm ask the same of every picture; it is judged once. */
const verdicts = new WeakMap<FleetState, Map<string, Verdict>>()

/** The one judgement of a scope as it must be told now; `null` before the first message. */
export function useVerdict(scope: Scope): Verdict | null {
  const fleet = useFleet()
  if (fleet === null) return null
  const known = verdicts.get(fleet) ?? new Map<string, Verdict>()
  verdicts.set(fleet, known)
  const key = formatScope(scope)
  const verdict = known.get(key) ?? verdictOf(fleet, scope)
  known.set(key, verdict)
  return verdict
}
