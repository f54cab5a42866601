'use client'
import { useMemo } from 'react'
import { agedFleet, isDemo } from '../../domain/aged-fleet.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import { useFeedAge } from '../clock/use-feed-age.ts'
import { feedRhythmMs } from './feed-rhythm.ts'
import { useLive } from './live-query.ts'

/** The fleet as it must be drawn now, aged by the silence of the feed; `null` before the first message. */
export function useFleet(): FleetState | null {
  const state = useLive(live => live.picture?.state ?? null)
  const link = useLive(live => live.link)
  const silentMs = useFeedAge()
  return useMemo(
    () => (state === null ? null : agedFleet(state, silentMs ?? 0, feedRhythmMs(link, state.tier.ordered))),
    [state, silentMs, link],
  )
}

/** Whether servers of the demo are shown. */
export const useDemo = (): boolean => useLive(({ picture }) => picture !== null && isDemo(picture.state))
