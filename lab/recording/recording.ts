import {
  type AgentStatus,
  agentStatusShape,
  array,
  type Infer,
  integer,
  nullable,
  object,
  oneOf,
  type Shape,
  text,
} from '@stormdeck/protocol'

type Plain = Record<string, unknown>

const anything: Shape<unknown> = input => input
const changes: Shape<Plain> = (input, path) => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Error(`${path}: no object`)
  return input as Plain
}

/** What agents reported while a scenario ran: every answer, the first whole and then what had changed. */
export const recordingShape = object({
  format: oneOf(['stormdeck.recording.v1']),
  scenario: text(40, 1),
  /** How it was made: sizes, rates, machine. */
  note: text(400),
  samples: array(
    object({
      node: text(63, 1),
      /** When the answer arrived, ms from the start of the recording by the recorder's clock. */
      atMs: integer(),
      /** By dotted path; `null`: the agent did not answer. */
      changed: nullable(changes),
    }),
    20_000,
  ),
  /** What happened when, for the reader. */
  marks: array(object({ atMs: integer(), text: text(200), value: anything }), 100),
})
export type Recording = Infer<typeof recordingShape>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const sameKeys = (a: Plain, b: Plain) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every(key => key in b)

/** Values of `next` that differ from `before`, by dotted path. */
export function changesBetween(before: unknown, next: unknown, path = ''): Plain {
  if (isPlain(before) && isPlain(next) && sameKeys(before, next)) {
    return Object.assign(
      {},
      ...Object.keys(next).map(key => changesBetween(before[key], next[key], path ? `${path}.${key}` : key)),
    )
  }
  return JSON.stringify(before) === JSON.stringify(next) ? {} : { [path]: next }
}

function withChanges(before: Plain, changed: Plain): Plain {
  const next = structuredClone(before)
  for (const [path, value] of Object.entries(changed)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const parent = keys.reduce<Plain>((at, key) => at[key] as Plain, next)
    parent[last] = value
  }
  return next
}

export type ReplayedSample = { node: string; atMs: number; status: AgentStatus | null }

/**
 * The answers of a recording in the order in which they arrived, whole and parsed again.
 * @throws {ShapeError} when an answer is not what today's agents say
 */
export function* replay(recording: Recording): Generator<ReplayedSample> {
  const latest = new Map<string, Plain>()
  for (const { node, atMs, changed } of recording.samples) {
    if (changed === null) {
      yield { node, atMs, status: null }
      continue
    }
    const held = latest.get(node)
    const whole = held ? withChanges(held, changed) : (changed[''] as Plain)
    latest.set(node, whole)
    yield { node, atMs, status: agentStatusShape(structuredClone(whole)) }
  }
}
