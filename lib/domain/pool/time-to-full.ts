import type { Exhaustible } from '../node-reading.ts'

/** What time to full is made from. `null` is unknown. */
export type Filling = {
  connections: { current: number | null; limit: number | null }
  descriptors: { open: number | null; limit: number | null }
  /** `null` where the memory limit is not known. */
  memory: { usedBytes: number | null; limitBytes: number | null } | null
  establishedPerSecond: number | null
  closedPerSecond: number | null
  memoryPerConnectionBytes: number | null
}

export type TimeToFull = {
  /** Until the first resource is full, ms; 0: full now; `null`: not filling, or unknown. */
  timeToFullMs: number | null
  fullsFirst: Exhaustible | null
  /** False when too little is known to say whether anything fills. */
  fillingKnown: boolean
}

const UNKNOWN: TimeToFull = { timeToFullMs: null, fullsFirst: null, fillingKnown: false }

/**
 * When the first resource runs out at the present rates (F2): (limit − current) ÷ (established − closed), for connections,
 * descriptors (one each) and memory (what a connection costs), whichever ends first. Resources that are not known are
 * left out; with none known, or without both rates, nothing is claimed. What is full already is full at any rate.
 */
export function timeToFull(filling: Filling): TimeToFull {
  const rooms = roomsOf(filling)
  const full = rooms.find(room => room.connections <= 0)
  if (full) return { timeToFullMs: 0, fullsFirst: full.resource, fillingKnown: true }
  const { establishedPerSecond, closedPerSecond } = filling
  if (establishedPerSecond === null || closedPerSecond === null) return UNKNOWN
  const [first] = rooms.sort((a, b) => a.connections - b.connections)
  if (!first) return UNKNOWN
  const netPerSecond = establishedPerSecond - closedPerSecond
  if (netPerSecond <= 0) return { timeToFullMs: null, fullsFirst: null, fillingKnown: true }
  return {
    timeToFullMs: (first.connections / netPerSecond) * 1_000,
    fullsFirst: first.resource,
    fillingKnown: true,
  }
}

/** How many more connections each known resource has room for. */
function roomsOf({ connections, descriptors, memory, memoryPerConnectionBytes }: Filling) {
  const rooms: { resource: Exhaustible; connections: number }[] = []
  const add = (resource: Exhaustible, used: number | null, limit: number | null, each: number | null) => {
    if (used === null || limit === null || each === null || each <= 0) return
    rooms.push({ resource, connections: (limit - used) / each })
  }
  add('connections', connections.current, connections.limit, 1)
  add('descriptors', descriptors.open, descriptors.limit, 1)
  if (memory !== null) add('memory', memory.usedBytes, memory.limitBytes, memoryPerConnectionBytes)
  return rooms
}
