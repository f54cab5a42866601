'use client'
import type { Scope } from '@stormdeck/protocol'
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import type { VerdictLevel } from '@/lib/domain/verdict/verdict-level.ts'
import { useVerdict } from '@/lib/queries/live/use-verdict.ts'
import { DEFAULT_VIEW } from '@/lib/url/view.ts'
import { tabTitle } from './screen-title.ts'
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

/**
 * Title and icon of the tab, sound and notification say what state the fleet is in, for whoever has the tab in the
 * background: the whole fleet, whatever part a screen shows. A wall is made for its own part.
 */
export function AttentionSigns({ scope = DEFAULT_VIEW.scope }: { scope?: Scope }) {
  const verdict = useVerdict(scope)
  const path = usePathname()
  useAlarm(verdict)
  const level = verdict?.level ?? 'calm'
  const title = tabTitle(path, verdict === null || level === 'calm' ? null : verdict.sign)
  const icon = ICON[level] ?? '/icon.svg'
  useEffect(() => {
    const show = () => {
      if (document.title !== title) document.title = title
      for (const link of document.querySelectorAll('link[rel=icon]'))
        if (link.getAttribute('href') !== icon) link.setAttribute('href', icon)
    }
    show()
    // A navigation writes the head anew, some time after the path has changed.
    const observer = new MutationObserver(show)
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [title, icon])
  return null
}
