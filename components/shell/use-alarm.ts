'use client'
import { useEffect, useRef } from 'react'
import type { Judgement } from '@/lib/domain/verdict/verdict-level.ts'
import { readAttention } from '@/lib/queries/attention/attention-ways.ts'

/** Sounds and notifies once a storm, where its owner asked for it. A storm that ran when the page opened is no news. */
export function useAlarm(verdict: Judgement | null): void {
  const told = useRef<string | null | undefined>(undefined)
  const storm = verdict === null ? undefined : verdict.level === 'storm' ? (verdict.stormId ?? 'storm') : null
  const headline = verdict?.headline ?? ''
  useEffect(() => {
    const before = told.current
    if (storm === undefined || storm === before) return
    told.current = storm
    if (storm === null || before === undefined) return
    const ways = readAttention()
    // Few ever hear it: its code is fetched with the first storm, from a server that is up.
    if (ways.sound) void import('@/lib/queries/attention/play-alarm.ts').then(({ playAlarm }) => playAlarm())
    if (ways.notification && Notification.permission === 'granted')
      new Notification('Stormdeck', { body: headline, tag: storm, icon: '/icon-storm.svg' })
  }, [storm, headline])
}
