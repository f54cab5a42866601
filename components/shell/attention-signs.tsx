'use client'
import { useEffect } from 'react'
import type { VerdictLevel } from '@/lib/domain/verdict/verdict-level.ts'
import { useVerdict } from '@/lib/queries/live/use-verdict.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'
import { useAlarm } from './use-alarm.ts'

const ICON: Partial<Record<VerdictLevel, string>> = {
  blind: '/icon-blind.svg',
  storm: '/icon-storm.svg',
  critical: '/icon-storm.svg',
  recovering: '/icon-warning.svg',
  'early-warning': '/icon-warning.svg',
  'partly-blind': '/icon-warning.svg',
  warning: '/icon-warning.svg',
}

/** Title and icon of the tab say what the whole fleet is in, for whoever has it in the background. */
export function AttentionSigns() {
  const verdict = useVerdict(DEFAULT_VIEW.scope)
  useAlarm(verdict)
  const level = verdict?.level ?? 'calm'
  const title = verdict === null || level === 'calm' ? 'Stormdeck' : verdict.title
  useEffect(() => {
    document.title = title
    document.querySelector('link[rel=icon]')?.setAttribute('href', ICON[level] ?? '/icon.svg')
  }, [level, title])
  return null
}
