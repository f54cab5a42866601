import type { Judgement } from '../../domain/verdict/verdict-level.ts'

/** What is worth a sound: a storm that began, or sight that was lost. `tag` is the same for the same event. */
export type Alarm = { tag: string; words: string }

/** A fleet that comes and goes is one loss of sight, unless it was seen for this long in between. */
const SAME_BLINDNESS_MS = 60_000

/**
 * Remembers what was announced, so that each storm is announced once, whatever else happens while it runs. What was
 * already so when the page opened is no news.
 * @returns takes the newest judgement and a monotonic time in ms; answers what to announce now
 */
export function createAlarmBook(): (verdict: Judgement | null, nowMs: number) => Alarm | null {
  const told = new Set<string>()
  let opened = false
  let inStorm = false
  let lastBlindAt = Number.NEGATIVE_INFINITY
  return (verdict, nowMs) => {
    if (verdict === null) return null
    const { level, severity, stormId, headline } = verdict
    const blind = level === 'blind' && severity === 'critical'
    const news: Alarm[] = []
    if (level === 'storm') {
      const tag = `storm ${stormId ?? ''}`
      // A storm gets its id a moment after its nodes are in it.
      const named = inStorm && told.has('storm ')
      if (!told.has(tag) && !named && !(inStorm && stormId === null)) news.push({ tag, words: headline })
      told.add(tag)
      if (stormId !== null) told.delete('storm ')
    } else if (!blind) told.delete('storm ')
    if (blind && nowMs - lastBlindAt > SAME_BLINDNESS_MS) news.push({ tag: 'blind', words: headline })
    if (blind) lastBlindAt = nowMs
    inStorm = level === 'storm'
    const first = !opened
    opened = true
    return first ? null : (news[0] ?? null)
  }
}
