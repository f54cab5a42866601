import { formatView, type View } from './view.ts'

/** Every path of the app, so that no link is written by hand. */
export const ROUTES = {
  fleet: () => '/',
  nodes: () => '/nodes',
  node: (id: string) => `/nodes/${encodeURIComponent(id)}`,
  storms: () => '/storms',
  storm: (id: string) => `/storms/${encodeURIComponent(id)}`,
  tiers: () => '/tiers',
  incidents: () => '/incidents',
  incident: (id: string) => `/incidents/${encodeURIComponent(id)}`,
  summary: () => '/summary',
  wall: () => '/wall',
  embeds: () => '/embed',
  embed: (panel: string) => `/embed/${panel}`,
  settings: () => '/settings',
} as const

/** A path that keeps scope, range and theme. The moment is left behind: it belongs to the screen it was copied on. */
export function withView(path: string, view: View): string {
  return `${path}${formatView({ ...view, at: null })}`
}
