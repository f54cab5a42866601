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
} from '@stormdeck/protocol'
import type { PolicyInput } from '../../domain/tier/policy.ts'
import type { Store } from '../store/store.ts'
import { type PolicyMove, type PolicyPlace, runPolicy } from './policy-runner.ts'

/** One look a second; a storm is recorded for this long at most, with what came just before and after it. */
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
        returnRatio: nullable(number(0)),
        calm: nullable(boolean),
      }),
    }),
    4_000,
  ),
})
const looksShape = array(lookShape, MAX_LOOKS + BEFORE_LOOKS)

/** What the policy saw of every node at one moment. */
export type PolicyLook = { at: number; nodes: { id: string; input: PolicyInput }[] }

/**
 * Keeps what the policy looked at while a storm runs and for two minutes after, so that another policy can be tried on it.
 * Bounded in time and in nodes; the recording is stored when it is over.
 */
export function createPolicyRecorder(store: Store, onError: (error: unknown) => void) {
  let before: PolicyLook[] = []
  let recording: { stormId: string; looks: PolicyLook[]; overAt: number | null } | null = null

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
          recording = { stormId: runningStormId, looks: [...before, look], overAt: null }
        before = [...before, look].slice(-BEFORE_LOOKS)
        return
      }
      recording.looks.push(look)
      recording.overAt = runningStormId === null ? (recording.overAt ?? look.at + AFTER_MS) : null
      const full = recording.looks.length >= Math.min(MAX_LOOKS, MAX_CELLS / Math.max(1, look.nodes.length))
      if (full || (recording.overAt !== null && look.at >= recording.overAt)) finish()
    },
    finish,
  }
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
