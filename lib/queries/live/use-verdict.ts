'use client'
import type { Scope } from '@stormdeck/protocol'
import { useMemo } from 'react'
import { verdictOf } from '../../domain/verdict/verdict.ts'
import type { Verdict } from '../../domain/verdict/verdict-level.ts'
import { useFleet } from './use-fleet.ts'

/** The one judgement of a scope as it must be told now; `null` before the first message. */
export function useVerdict(scope: Scope): Verdict | null {
  const fleet = useFleet()
  return useMemo(() => (fleet === null ? null : verdictOf(fleet, scope)), [fleet, scope])
}
