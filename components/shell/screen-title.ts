import { placeOf } from './nav-places.ts'

/** What a screen is called in the title of its tab, by its path: `Nodes`, `Node ws-1`, `Wall`. */
export function screenTitle(path: string): string {
  const [, top, rest] = path.split('/')
  if (top === 'embed') return rest === undefined ? 'Embed' : 'Panel'
  const detail: Record<string, string> = { nodes: 'Node', storms: 'Storm', incidents: 'Incident' }
  const kind = detail[top ?? '']
  if (kind !== undefined && rest !== undefined && rest !== '') return `${kind} ${nameIn(rest)}`
  return placeOf(path)?.label ?? 'Stormdeck'
}

function nameIn(part: string): string {
  try {
    return decodeURIComponent(part).slice(0, 60)
  } catch {
    return part.slice(0, 60)
  }
}

/** The title of a tab: what is going on, where it is not calm, then which screen this is. */
export function tabTitle(path: string, sign: string | null): string {
  const screen = screenTitle(path)
  return [sign, screen === 'Stormdeck' ? null : screen, 'Stormdeck'].filter(part => part !== null).join(' · ')
}
