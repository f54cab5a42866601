'use client'
import { formatScope, type Scope } from '@stormdeck/protocol'
import type { FleetState } from '../../domain/fleet-state.ts'
import type { TimeZone } from '../../format/clock.ts'
import { useFleet } from './use-fleet.ts'

type Judge<T> = (fleet: FleetState, scope: Scope, timeZone: TimeZone) => T

/** What a judge has said of a picture, by scope and zone. */
export type Judged<T> = WeakMap<FleetState, Map<string, T>>

/**
 * What `judge` says of the fleet as it must be told now; `null` before the first message. Several parts of a screen ask
 * the same of every picture: with one `judged` between them, each picture is judged once.
 */
export function useJudged<T>(judge: Judge<T>, judged: Judged<T>, scope: Scope, timeZone: TimeZone): T | null {
  const fleet = useFleet()
  if (fleet === null) return null
  const known = judged.get(fleet) ?? new Map<string, T>()
  judged.set(fleet, known)
  const key = `${formatScope(scope)} ${timeZone}`
  const value = known.get(key) ?? judge(fleet, scope, timeZone)
  known.set(key, value)
  return value
}
