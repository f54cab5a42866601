'use client'
import type { Scope } from '@stormdeck/protocol'
import { verdictOf } from '../../domain/verdict/verdict.ts'
import type { Verdict } from '../../domain/verdict/verdict-level.ts'
import { type Judged, useJudged } from './use-judged.ts'

const judged: Judged<Verdict> = new WeakMap()

/** The same judgement with the words of wall and summary, in UTC as these screens are; `null` before the first message. */
export function useFullVerdict(scope: Scope): Verdict | null {
  return useJudged(verdictOf, judged, scope, 'UTC')
}
