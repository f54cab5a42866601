/** The five causes found together (F3), and three habits of the server that made them expensive (F1, F4, F27). */
export const FAULTS = [
  'no clean-up on navigation',
  'heartbeats open connections',
  'no jitter',
  'no limit per client',
  'old connections of a session stay',
  'authenticates every reconnect',
  'permessage-deflate',
  'updates sent one by one',
] as const
export type Fault = (typeof FAULTS)[number]

const FIXES: Record<Fault, string> = {
  'no clean-up on navigation': 'closes on navigation',
  'heartbeats open connections': 'heartbeat on the same connection',
  'no jitter': 'jitter in the backoff',
  'no limit per client': '5 connections a client',
  'old connections of a session stay': 'a session replaces its old connection',
  'authenticates every reconnect': 'cached authentication',
  'permessage-deflate': 'no permessage-deflate',
  'updates sent one by one': 'tier 2: updates batched',
}

export type Step = { title: string; faults: ReadonlySet<Fault> }

/** As found, then each fix in turn, each on top of those before. */
export function steps(): Step[] {
  const asFound: Step = { title: 'as found', faults: new Set(FAULTS) }
  const fixed = FAULTS.map((fault, i) => ({
    title: `+ ${FIXES[fault]}`,
    faults: new Set(FAULTS.slice(i + 1)),
  }))
  return [asFound, ...fixed]
}
