'use client'
import { useEffect } from 'react'
import { useFleet } from '@/lib/queries/live/use-fleet.ts'
import { type Attention, attentionOf } from './attention.ts'

const TITLE: Record<Attention, string> = {
  none: 'Stormdeck',
  warning: '▲ Stormdeck',
  storm: '◆ Storm – Stormdeck',
  blind: '… no data – Stormdeck',
}
const ICON: Record<Attention, string> = {
  none: '/icon.svg',
  warning: '/icon-warning.svg',
  storm: '/icon-storm.svg',
  blind: '/icon-blind.svg',
}

/** Title and icon of the tab say what the screen says, for whoever has it in the background. */
export function AttentionSigns() {
  const fleet = useFleet()
  const attention = fleet === null ? 'none' : attentionOf(fleet)
  useEffect(() => {
    document.title = TITLE[attention]
    document.querySelector('link[rel=icon]')?.setAttribute('href', ICON[attention])
  }, [attention])
  return null
}
