import { ROUTES, withView } from '@/lib/url/routes.ts'
import { DEFAULT_VIEW, type View } from '@/lib/url/view.ts'

export type Place = {
  id: 'fleet' | 'nodes' | 'storms' | 'tiers' | 'incidents' | 'summary' | 'wall' | 'settings'
  label: string
  path: string
  key: string
  /** Always about the whole fleet: a scope does not come along. */
  wholeFleet?: true
}

/** Where one can go, with the letter that follows `g`. */
export const PLACES: readonly Place[] = [
  { id: 'fleet', label: 'Fleet', path: ROUTES.fleet(), key: 'f' },
  { id: 'nodes', label: 'Nodes', path: ROUTES.nodes(), key: 'n' },
  { id: 'storms', label: 'Storms', path: ROUTES.storms(), key: 's' },
  { id: 'tiers', label: 'Tiers', path: ROUTES.tiers(), key: 't' },
  { id: 'incidents', label: 'Incidents', path: ROUTES.incidents(), key: 'i' },
  { id: 'summary', label: 'Summary', path: ROUTES.summary(), key: 'y', wholeFleet: true },
  { id: 'wall', label: 'Wall', path: ROUTES.wall(), key: 'w' },
  { id: 'settings', label: 'Settings', path: ROUTES.settings(), key: 'e' },
]

/** The place a path belongs to: the longest one that it lies under. */
export function placeOf(path: string): Place | undefined {
  return PLACES.find(place =>
    place.path === '/' ? path === '/' : path === place.path || path.startsWith(`${place.path}/`),
  )
}

/** The link to a place; range and theme come along, and the scope where the place has one. */
export function hrefOf({ path, wholeFleet }: Place, view: View): string {
  return withView(path, wholeFleet ? { ...view, scope: DEFAULT_VIEW.scope } : view)
}
