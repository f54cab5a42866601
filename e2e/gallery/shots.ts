import type { GalleryScreenName, SceneName } from '../../components/gallery/scenes.ts'

export type Shot = {
  screen: GalleryScreenName
  scene: SceneName
  theme: 'dark' | 'light'
  size: keyof typeof SIZES
  /** Key that is pressed first: `t` opens the tier dialog, `?` the list of keys. */
  press?: 't' | '?'
  wholePage?: boolean
}

export const SIZES = {
  desk: { width: 1440, height: 900 },
  wall: { width: 1920, height: 1080 },
  'wall-4k': { width: 3840, height: 2160 },
  phone: { width: 390, height: 844 },
  frame: { width: 640, height: 320 },
} as const

const shot = (
  theme: Shot['theme'],
  screen: GalleryScreenName,
  scene: SceneName,
  size: Shot['size'] = 'desk',
  more: Pick<Shot, 'press' | 'wholePage'> = {},
): Shot => ({ screen, scene, theme, size, ...more })

/** Each state once at least, each screen in both themes where its colours say something, each size. */
export const SHOTS: readonly Shot[] = [
  shot('dark', 'console', 'storm'),
  shot('light', 'console', 'storm'),
  shot('dark', 'console', 'calm'),
  shot('light', 'console', 'early-warning'),
  shot('dark', 'console', 'recovering'),
  shot('light', 'console', 'on-purpose'),
  shot('dark', 'console', 'stale'),
  shot('light', 'console', 'partly-blind'),
  shot('dark', 'console', 'blind'),
  shot('light', 'console', 'refused'),
  shot('dark', 'console', 'lower-bound'),
  shot('light', 'console', 'watch-only'),
  shot('dark', 'console', 'many'),
  shot('light', 'console', 'empty'),
  shot('dark', 'console', 'first-load'),
  shot('light', 'console', 'lost-link'),
  shot('dark', 'console', 'new-release'),
  shot('light', 'console', 'clock-skew'),
  shot('dark', 'console', 'history-problem'),
  shot('dark', 'console', 'storm', 'phone'),
  shot('dark', 'console', 'storm', 'desk', { press: 't' }),
  shot('light', 'console', 'storm', 'desk', { press: 't' }),
  shot('light', 'console', 'calm', 'desk', { press: '?' }),
  shot('light', 'nodes', 'many'),
  shot('dark', 'node', 'storm'),
  shot('light', 'node', 'refusals'),
  shot('dark', 'node', 'refused', 'phone'),
  shot('dark', 'node', 'storm', 'phone', { wholePage: true }),
  shot('dark', 'storm', 'storm'),
  shot('light', 'storm', 'storm', 'phone', { wholePage: true }),
  shot('light', 'incident', 'storm'),
  shot('dark', 'tiers', 'on-purpose'),
  shot('light', 'settings', 'source-down'),
  shot('light', 'summary', 'storm'),
  shot('dark', 'summary', 'blind'),
  shot('light', 'summary', 'calm', 'phone'),
  shot('dark', 'wall', 'storm', 'wall'),
  shot('dark', 'wall', 'source-down', 'wall'),
  shot('light', 'wall', 'partly-blind', 'wall'),
  shot('dark', 'wall', 'lost-link', 'wall-4k'),
  shot('light', 'embed-pool', 'history-problem', 'frame'),
  shot('dark', 'embed-reconnect', 'storm', 'frame'),
  shot('dark', 'parts', 'calm', 'desk', { wholePage: true }),
  shot('light', 'parts', 'calm', 'desk', { wholePage: true }),
]

export const shotName = ({ screen, scene, theme, size, press }: Shot): string =>
  [screen, scene, press === 't' ? 'dialog' : press === '?' ? 'keys' : null, size, theme]
    .filter(Boolean)
    .join('-')
