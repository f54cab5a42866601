import { type ExpectedParam, VIEW_PARAMS } from '@/lib/url/param-problems.ts'
import { parseRotation } from './rotation.ts'

/** The panels of a wall. A name is part of an address somebody has bookmarked: never rename one. */
export const WALL_VIEWS = ['pool', 'memory', 'reconnect'] as const
export type WallView = (typeof WALL_VIEWS)[number]

/** `?views=pool,reconnect`: which panels, in this order; all of them when it is absent or wrong. */
export function parseViews(written: string | null): readonly WallView[] {
  const names = written === null ? [] : [...new Set(written.split(','))]
  const views = names.flatMap(name => WALL_VIEWS.find(view => view === name) ?? [])
  return views.length > 0 && views.length === names.length ? views : WALL_VIEWS
}

/** What the address of a wall may say. */
export const WALL_PARAMS: Record<string, ExpectedParam> = {
  ...VIEW_PARAMS,
  rotate: { fits: value => parseRotation(value) !== null, what: 'seconds from 5 to 3600' },
  views: {
    fits: value => value.split(',').every(name => WALL_VIEWS.some(view => view === name)),
    what: `a list of ${WALL_VIEWS.join(', ')}, separated by commas`,
  },
  sound: { fits: value => value === 'on' || value === 'off', what: 'on or off' },
}
