'use client'
import { useEffect, useState } from 'react'
import { useView } from '@/lib/url/use-view.ts'
import { chooseTheme, rememberedTheme, THEME_CHOICES, type ThemeChoice } from './theme-choice.ts'

const LABEL: Record<ThemeChoice, string> = {
  system: 'System theme',
  dark: 'Dark theme',
  light: 'Light theme',
}

/** Goes round system, dark and light. */
export function ThemeSwitch() {
  const [choice, setChoice] = useState<ThemeChoice>('system')
  const [view, change] = useView()
  useEffect(() => setChoice(view.theme ?? rememberedTheme()), [view.theme])
  const next = () => {
    const following = THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system'
    chooseTheme(following)
    setChoice(following)
    if (view.theme !== null) change({ theme: null })
  }
  return (
    <button
      type="button"
      onClick={next}
      className="flex h-8 items-center rounded-chip px-2.5 text-left text-body whitespace-nowrap text-ink-2 hover:bg-raised hover:text-ink"
    >
      {LABEL[choice]}
    </button>
  )
}
