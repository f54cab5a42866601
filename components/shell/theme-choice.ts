import { THEMES, type Theme } from '@/lib/url/view.ts'

export const THEME_CHOICES = ['system', ...THEMES] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]

/** Also read by public/theme.js before the first paint. */
const STORAGE_KEY = 'stormdeck.theme'

/** What this browser remembers. */
export function rememberedTheme(): ThemeChoice {
  try {
    return THEMES.find(theme => theme === localStorage.getItem(STORAGE_KEY)) ?? 'system'
  } catch {
    return 'system'
  }
}

/** Draws in a theme from now on, and remembers it where the browser lets us. */
export function chooseTheme(choice: ThemeChoice): void {
  const theme: Theme | null = choice === 'system' ? null : choice
  if (theme === null) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === null) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, theme)
  } catch {
    // Storage is refused in some frames; the choice then lasts as long as the page.
  }
}
