import type { FleetState } from '@/lib/domain/fleet-state.ts'
import type { LiveLink } from '@/lib/queries/live/live-link.ts'
import { fleetFixture } from './fixtures/fleet-fixture.ts'
import { FLEET_NAMES, FLEETS, type FleetName } from './fixtures/fleets.ts'
import { ago } from './fixtures/frozen-at.ts'

/** What a screen is put into: a fleet, and how this browser hears of it. */
export type Scene = {
  /** `null`: nothing has arrived yet. */
  fleet: FleetState | null
  link: LiveLink
  /** How long ago the last message came, ms. */
  silentMs: number
  /** How far the clock of this browser is ahead of the server's, ms. */
  clockAheadMs: number
  /** Build that the server runs after the page was loaded from another. */
  nextBuild: string | null
  /** What the answer to every question about the past says. */
  historyProblem: string | null
  /** What the answer to everything asked of the server says instead of a value. */
  refusal: string | null
}

const live = (fleet: FleetState | null): Scene => ({
  fleet,
  link: { status: 'live', carrier: 'stream' },
  silentMs: 0,
  clockAheadMs: 0,
  nextBuild: null,
  historyProblem: null,
  refusal: null,
})

const LOST: LiveLink = { status: 'lost', error: 'The server cannot be reached.', failures: 4 }

const OTHERS = {
  'first-load': { ...live(null), link: { status: 'connecting' } },
  'lost-link': { ...live(FLEETS.storm), link: LOST, silentMs: 12_000 },
  'never-reached': { ...live(null), link: LOST },
  'new-release': { ...live(FLEETS.calm), nextBuild: 'gallery-2' },
  'clock-skew': { ...live(FLEETS.storm), clockAheadMs: 7 * 60_000 },
  'source-down': live(
    fleetFixture({
      sources: [
        { id: 'agents', kind: 'agents', status: 'ok', error: null, headline: null, since: ago(600) },
        {
          id: 'prometheus',
          kind: 'prometheus',
          status: 'failing',
          error:
            'Prometheus did not answer within 5 s (connection refused). Start it, or correct prometheus.url.',
          headline: 'Prometheus down',
          since: ago(3),
        },
      ],
    }),
  ),
  'history-problem': {
    ...live(FLEETS.calm),
    historyProblem:
      'Prometheus did not answer within 5 s; what is shown was seen since this page was opened.',
  },
  refusals: {
    ...live(FLEETS.storm),
    refusal: 'The Stormdeck server did not answer. It is asked again.',
  },
} as const satisfies Record<string, Scene>

export type SceneName = FleetName | keyof typeof OTHERS

/** Every state a screen can be seen in, by name. */
export const SCENES = {
  ...Object.fromEntries(FLEET_NAMES.map(name => [name, live(FLEETS[name])])),
  ...OTHERS,
} as Record<SceneName, Scene>
export const SCENE_NAMES = Object.keys(SCENES) as SceneName[]

export const GALLERY_SCREENS = [
  'console',
  'nodes',
  'node',
  'storms',
  'storm',
  'tiers',
  'incidents',
  'incident',
  'settings',
  'summary',
  'wall',
  'embed-pool',
  'embed-memory',
  'embed-reconnect',
  'embed-verdict',
  'parts',
] as const
export type GalleryScreenName = (typeof GALLERY_SCREENS)[number]

/** Screens that fail when asked to, one below each of the app's error boundaries; the gallery itself has only the last. */
export const CRASHES = ['/crash', '/wall/crash', '/summary/crash', '/embed/crash', '/gallery/crash'] as const

export const isSceneName = (name: string): name is SceneName => Object.hasOwn(SCENES, name)
export const isGalleryScreen = (name: string): name is GalleryScreenName =>
  GALLERY_SCREENS.some(known => known === name)
