import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  parse,
  TIERS,
  text,
  withDefault,
} from '@stormdeck/protocol'
import type { Store } from '../store/store.ts'
import { type PolicyMove, type PolicyPlace, type PolicySight, runPolicy } from './policy-runner.ts'

/** Looks of a recording: one a second at first, of longer storms and larger fleets every second, fourth, … one. */
const MAX_LOOKS = 1_800
const BEFORE_LOOKS = 30
const AFTER_MS = 120_000
/** Cells (nodes × looks) a recording may have, so that it stays under the limit of the store. */
const MAX_CELLS = 20_000

const lookShape = object({
  at: integer(),
  nodes: array(
    object({
      id: text(63, 1),
      input: object({
        wanted: nullable(oneOf(TIERS)),
        further: withDefault(nullable(oneOf(TIERS)), null),
        returnRatio: nullable(number(0)),
        calm: nullable(boolean),
      }),
    }),
    4_000,
  ),
})
const looksShape = array(lookShape, MAX_LOOKS + BEFORE_LOOKS)

/** What the policy saw of every node at one moment. */
export type PolicyLook = { at: number; nodes: { id: string; input: PolicySight }[] }

/** `every`: only each so many-th look is kept; `seen`: looks so far. */
type Recording = { stormId: string; looks: PolicyLook[]; overAt: number | null; every: number; seen: number }

/**
 * Keeps what the policy looked at while a storm runs and for two minutes after, so that another policy can be tried on it.
 * When it is full, every second look is left out and only every second one is added from then on, so that a long storm is
 * recorded from its beginning; it is stored when it is over.
 */
export function createPolicyRecorder(store: Store, onError: (error: unknown) => void) {
  let before: PolicyLook[] = []
  let recording: Recording | null = null

  const finish = () => {
    if (recording === null) return
    const { stormId, looks } = recording
    recording = null
    const at = looks.at(-1)?.at ?? 0
    store.storms
      .putRecording({ stormId, kind: 'policy', at, body: JSON.stringify(looks) })
      .catch(error => onError(error))
  }

  return {
    look: (look: PolicyLook, runningStormId: string | null) => {
      if (recording === null) {
        if (runningStormId !== null)
          recording = { stormId: runningStormId, looks: [...before, look], overAt: null, every: 1, seen: 0 }
        before = [...before, look].slice(-BEFORE_LOOKS)
        return
      }
      if (++recording.seen % recording.every === 0) recording.looks.push(look)
      const most = Math.max(4, Math.min(MAX_LOOKS, Math.floor(MAX_CELLS / Math.max(1, look.nodes.length))))
      while (recording.looks.length > most) thin(recording)
      recording.overAt = runningStormId === null ? (recording.overAt ?? look.at + AFTER_MS) : null
      if (recording.overAt !== null && look.at >= recording.overAt) finish()
    },
    finish,
  }
}

function thin(recording: Recording): void {
  recording.looks = recording.looks.filter((_, index) => index % 2 === 0)
  recording.every *= 2
}

/** What `act` would have done in a recorded storm: the moves, in order. `null` when there is no such recording. */
export async function dryRunPolicy(store: Store, stormId: string): Promise<PolicyMove[] | null> {
  const body = await store.storms.getRecording(stormId, 'policy')
  if (body === null) return null
  const looks = parse(looksShape, JSON.parse(body))
  return looks.ok ? movesOver(looks.value) : null
}

/** Runs the policy over looks as if it had acted from the first on. */
export function movesOver(looks: readonly PolicyLook[]): PolicyMove[] {
  let places = new Map<string, PolicyPlace>()
  return looks.flatMap(({ at, nodes }) => {
    const ran = runPolicy(places, nodes, at)
    places = ran.places
    return ran.moves
  })
}
