import type { FleetState } from '../domain/fleet-state.ts'
import type { NodeReading } from '../domain/node-reading.ts'
import { AGE_UNIT_MS } from './age-unit.ts'
import type { Ages, FeedMessage, FullMessage, PatchMessage } from './feed.ts'

/** What a viewer holds: the state and the number of the last message that made it. */
export type FeedPicture = { seq: number; state: FleetState }

/**
 * The picture after a message. `null`: the message does not follow the picture (a number is missing, a row is
 * unknown, or there is no picture yet), and the viewer asks for a full one.
 */
export function applyFeed(picture: FeedPicture | null, message: FeedMessage): FeedPicture | null {
  if (message.kind === 'full') return { seq: message.seq, state: fromFull(message) }
  if (picture === null || message.seq !== picture.seq + 1) return null
  const nodes = patchNodes(picture.state, message)
  if (nodes === null) return null
  return { seq: message.seq, state: { ...picture.state, ...message.sections, at: message.at, nodes } }
}

function fromFull(message: FullMessage): FleetState {
  const columns = Object.entries(message.columns)
  const nodes = message.columns.id.map((_id, row) => {
    const node = Object.fromEntries(columns.map(([column, values]) => [column, values[row]]))
    return { ...node, ...age(message.ages[row] ?? null, message.at) } as NodeReading
  })
  return { ...message.sections, at: message.at, nodes }
}

function patchNodes(state: FleetState, message: PatchMessage): NodeReading[] | null {
  if (message.ages.length !== 0 && message.ages.length !== state.nodes.length) return null
  const nodes = state.nodes.map((node, row) => ({
    ...node,
    ...(message.ages.length === 0 ? grown(node, message.at) : age(message.ages[row] ?? null, message.at)),
  }))
  // The parser has dropped what is not a column.
  for (const [column, flat] of Object.entries(message.cells)) if (!setCells(nodes, column, flat)) return null
  return nodes
}

function setCells(nodes: NodeReading[], column: string, flat: readonly unknown[]): boolean {
  for (let i = 0; i < flat.length; i += 2) {
    const node = nodes[flat[i] as number]
    if (node === undefined) return false
    Object.assign(node, { [column]: flat[i + 1] })
  }
  return true
}

const age = (tenths: Ages[number], at: number): Pick<NodeReading, 'ageMs' | 'lastSeenAt'> =>
  tenths === null
    ? { ageMs: null, lastSeenAt: null }
    : { ageMs: tenths * AGE_UNIT_MS, lastSeenAt: at - tenths * AGE_UNIT_MS }

const grown = (node: NodeReading, at: number): Pick<NodeReading, 'ageMs' | 'lastSeenAt'> =>
  node.lastSeenAt === null
    ? age(null, at)
    : { ageMs: roundAge(at - node.lastSeenAt), lastSeenAt: node.lastSeenAt }

/** An age as it travels: a multiple of 100 ms, never negative. */
export function roundAge(ageMs: number): number {
  return Math.max(0, Math.round(ageMs / AGE_UNIT_MS)) * AGE_UNIT_MS
}
