'use client'
import type { Scope } from '@stormdeck/protocol'
import { judgementOf } from '../../domain/verdict/judgement.ts'
import type { Judgement } from '../../domain/verdict/verdict-level.ts'
import { useTimeZone } from '../clock/use-time-zone.ts'
import { type Judged, useJudged } from './use-judged.ts'

const judged: Judged<Judgement> = new WeakMap()

/** The one judgement of a scope as it must be told now, in the words of the console; `null` before the first message. */
export function useVerdict(scope: Scope): Judgement | null {
  return useJudged(judgementOf, judged, scope, useTimeZone())
}
