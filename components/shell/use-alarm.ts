'use client'
import { useEffect, useState } from 'react'
import type { Judgement } from '@/lib/domain/verdict/verdict-level.ts'
import { createAlarmBook } from '@/lib/queries/attention/alarm-book.ts'
import { playAlarm } from '@/lib/queries/attention/alarm-sound.ts'
import { readAttention } from '@/lib/queries/attention/attention-ways.ts'
import { notifyDesktop } from '@/lib/queries/attention/notify-desktop.ts'

/** Sounds and notifies when a storm begins or sight is lost, where its owner asked for it. */
export function useAlarm(verdict: Judgement | null): void {
  const [note] = useState(createAlarmBook)
  useEffect(() => {
    const alarm = note(verdict, performance.now())
    if (alarm === null) return
    const ways = readAttention()
    if (ways.sound) playAlarm()
    if (ways.notification) notifyDesktop(alarm.tag, alarm.words)
  }, [verdict, note])
}
