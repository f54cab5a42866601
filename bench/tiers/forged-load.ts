import { generateKeyPairSync } from 'node:crypto'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { agentStatusShape, CONTROL_PATHS, type LeaseSet } from '@stormdeck/protocol'
import { FORGERIES, forge } from '../../lab/simulator/forged-sets.ts'
import { seededRandom } from '../../lab/simulator/random.ts'
import type { Keys } from '../../lib/server/tiers/keys.ts'
import { signLeaseSet } from '../../lib/server/tiers/sign-lease-set.ts'
import { startAgents } from './start-agents.ts'

const PER_SECOND = 1_000
const SLICE_MS = 20
const MADE = 1_500

/** `tolerance`: the share of the rate that counts as reached; the last slice of a run is cut. */
export const FORGED_AIM = { perSecond: PER_SECOND, tolerance: 0.95, lagMsP99: 50 } as const

export type ForgedLoad = {
  /** Forged sets that the agent answered, and how many of them a second that was. */
  answered: number
  perSecond: number
  accepted: number
  lagMsP99: number | null
  lagMsMax: number | null
}

/** Throws forged sets at one agent, a thousand a second, and reads what its own loop says of it. */
export async function measureForged(dir: string, keys: Keys, seconds: number): Promise<ForgedLoad> {
  const fleet = await startAgents(dir, { count: 1, processes: 1, trust: keys.trust })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 })
  try {
    const [node] = fleet.nodes
    if (node === undefined) throw new Error('the agent did not start')
    const { bodies, held } = makeBodies(node.id, keys)
    // The first is a true one, for the agent to hold something.
    let accepted = -1
    let answered = -1
    let sent = 0
    const put = (body: string) =>
      new Promise<void>(resolve => {
        const request = http.request(`${node.url}${CONTROL_PATHS.tier}`, {
          method: 'PUT',
          agent,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        })
        request.once('response', response => {
          answered++
          if (response.statusCode === 200) accepted++
          response.resume().once('end', resolve)
        })
        request.once('error', () => resolve())
        request.end(body)
      })
    await put(held)
    const startedAt = performance.now()
    const endsAt = startedAt + seconds * 1_000
    while (performance.now() < endsAt) {
      const sliceEnds = performance.now() + SLICE_MS
      const slice = Array.from({ length: (PER_SECOND * SLICE_MS) / 1_000 }, () =>
        put(bodies[sent++ % bodies.length] ?? '{}'),
      )
      await Promise.all(slice)
      await sleep(Math.max(0, sliceEnds - performance.now()))
    }
    const perSecond = (answered * 1_000) / (performance.now() - startedAt)
    const answer = await fetch(`${node.url}${CONTROL_PATHS.status}?wait=0`)
    const { loop } = agentStatusShape(await answer.json())
    return { answered, perSecond, accepted, lagMsP99: loop.lagMsP99, lagMsMax: loop.lagMsMax }
  } finally {
    agent.destroy()
    fleet.stop()
  }
}

function makeBodies(audience: string, keys: Keys): { bodies: string[]; held: string } {
  const setOf = (revision: number): LeaseSet => ({
    format: 'stormdeck.lease-set.v1',
    issuer: 'deck-of-the-bench',
    epoch: 5,
    audience,
    revision,
    issuedAt: 0,
    takeover: false,
    auditHead: null,
    leases: [
      {
        id: 'L1',
        tier: 2,
        scope: { kind: 'node', name: audience },
        origin: 'person',
        by: 'bench',
        reason: 'bench',
        startedAt: 0,
        remainingMs: 600_000,
        drainPerSecond: null,
      },
    ],
  })
  const held = { set: setOf(9), signed: signLeaseSet(setOf(9), keys.current) }
  const former = [1, 2, 3].map(revision => signLeaseSet(setOf(revision), keys.current))
  const stranger = generateKeyPairSync('ed25519').privateKey
  const parts = { random: seededRandom(1), trusted: keys.current, stranger, held, former }
  const bodies = Array.from({ length: MADE }, (_, i) =>
    JSON.stringify(forge(FORGERIES[i % FORGERIES.length] ?? 'not a set', parts)),
  )
  return { bodies, held: JSON.stringify(held.signed) }
}
