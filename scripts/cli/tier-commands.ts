import { setTimeout as sleep } from 'node:timers/promises'
import { formatScope, parseScope, type Scope, TIER_INFO, TIERS, type Tier } from '@stormdeck/protocol'
import type { OrderAnswer } from '../../lib/contract/tier-order.ts'
import { LEASE_MS } from '../../lib/contract/tier-order.ts'
import type { LeaseInForce } from '../../lib/domain/fleet-state.ts'
import { POLICY_MODES } from '../../lib/domain/tier/policy-mode.ts'
import { parseDuration } from '../../lib/format/parse-duration.ts'
import type { Standing } from '../../lib/server/tiers/describe-standing.ts'
import { CliError } from './cli-error.ts'
import { confirmationOf } from './confirmation.ts'
import type { Deck } from './deck.ts'

export type Flags = {
  scope?: string
  why?: string
  for?: string
  'until-released'?: boolean
  drain?: string
  confirm?: string
  history?: boolean
}
export type Outcome = { data: unknown; text: string; exitCode?: number }

const CONFIRM_WITHIN_MS = 5_000
const misunderstood = (message: string) => new CliError(message, 2)

export async function tierSet(deck: Deck, [written]: string[], flags: Flags): Promise<Outcome> {
  const tier = TIERS.find(known => String(known) === written)
  if (tier === undefined)
    throw misunderstood('tier set needs a tier from 1 to 5, as in: tier set 3 --scope group:eu')
  const scope = readScope(flags)
  const answer = await deck.run('order', {
    tier,
    scope,
    durationMs: readDuration(flags),
    reason: readReason(flags),
    drainPerSecond: readDrain(flags),
    seenRevision: (await deck.run('list', { limit: null })).revision,
    confirmed: flags.confirm === String(tier),
  })
  return untilConfirmed(deck, answer, scope)
}

export async function tierRelease(deck: Deck, [id]: string[], flags: Flags): Promise<Outcome> {
  if (id === undefined) return tierSet(deck, ['1'], flags)
  return change(deck, id, { change: 'release', durationMs: null, reason: readReason(flags), confirmed: true })
}

export async function tierExtend(deck: Deck, [id]: string[], flags: Flags): Promise<Outcome> {
  if (id === undefined) throw misunderstood('tier extend needs the id of a lease; see: tier list')
  const wanted = { durationMs: readDuration(flags), reason: readReason(flags) }
  const { leases } = await deck.run('list', { limit: null })
  const tier = leases.find(lease => lease.id === id)?.tier
  return change(deck, id, { change: 'extend', ...wanted, confirmed: flags.confirm === String(tier) })
}

async function change(
  deck: Deck,
  id: string,
  wanted: { change: 'release' | 'extend'; durationMs: number | null; reason: string; confirmed: boolean },
): Promise<Outcome> {
  const { revision } = await deck.run('list', { limit: null })
  const answer = await deck.run('change', { id, change: { ...wanted, seenRevision: revision } })
  const lease = answer.lease ?? answer.released[0]
  return untilConfirmed(deck, answer, lease?.scope ?? { kind: 'fleet', name: null })
}

export async function tierList(deck: Deck, _: string[], flags: Flags): Promise<Outcome> {
  const list = await deck.run('list', { limit: flags.history ? 50 : null })
  const past = list.past.filter(lease => lease.endedAt !== null)
  const lines = [
    list.leases.length === 0 ? 'No lease is in force.' : 'In force:',
    ...list.leases.map(leaseLine),
    `Policy: ${list.policyMode}.`,
    ...(list.mayOrder.why === null ? [] : [list.mayOrder.why]),
    list.nodes.length === 0 ? 'No node has answered yet.' : 'Nodes:',
    ...list.nodes.map(nodeLine),
    ...(past.length === 0
      ? []
      : ['Ended:', ...past.map(lease => `  ${leaseWords(lease)}, ended by ${lease.endedHow}`)]),
  ]
  return { data: list, text: lines.join('\n') }
}

export async function tierPolicy(deck: Deck, [wanted]: string[], flags: Flags): Promise<Outcome> {
  const mode = POLICY_MODES.find(each => each === wanted)
  if (mode === undefined) throw misunderstood('tier policy needs off, advise or act')
  const data = await deck.run('policy', { mode, reason: readReason(flags) })
  return { data, text: `The policy is set to ${data.mode}.` }
}

export async function tierTakeover(deck: Deck, _: string[], flags: Flags): Promise<Outcome> {
  const data = await deck.run('takeover', { reason: readReason(flags) })
  if (data.nodes.length === 0) return { data, text: 'No node that answers obeys another control plane.' }
  await sleep(1_500)
  return { data, text: `Taking over ${data.nodes.join(', ')}. What was in force there stays; see: tier list` }
}

/** Waits until every node that was ordered says so; an order is stored and goes on without this. */
async function untilConfirmed(deck: Deck, answer: OrderAnswer, scope: Scope): Promise<Outcome> {
  const deadline = Date.now() + CONFIRM_WITHIN_MS
  for (;;) {
    const { nodes } = await deck.run('list', { limit: null })
    const { settled, done, lines, ...counts } = confirmationOf(nodes, scope)
    if (settled || Date.now() > deadline)
      return {
        data: { ...answer, ...counts },
        text: [answer.message, ...lines].join('\n'),
        exitCode: done ? 0 : 3,
      }
    await sleep(100)
  }
}

function readScope({ scope }: Flags): Scope {
  if (scope === undefined) throw misunderstood('--scope is missing: fleet, group:NAME or node:NAME')
  const parsed = parseScope(scope)
  if (parsed === null) throw misunderstood(`"${scope}" is not a scope: use fleet, group:NAME or node:NAME`)
  return parsed
}

export function readReason({ why }: Flags): string {
  if (why === undefined || why.trim() === '')
    throw misunderstood('--why is missing: say the reason in a few words')
  return why.slice(0, 280)
}

function readDuration(flags: Flags): number | null {
  if (flags['until-released']) return null
  if (flags.for === undefined) return LEASE_MS.default
  const ms = parseDuration(flags.for)
  if (ms === null || ms < LEASE_MS.min || ms > LEASE_MS.max)
    throw misunderstood(`--for ${flags.for}: use a time from 5s to 7d, such as 90s, 15m or 1h30m`)
  return ms
}

function readDrain({ drain }: Flags): number | null {
  if (drain === undefined) return null
  const perSecond = Number(drain)
  if (!Number.isInteger(perSecond) || perSecond < 1 || perSecond > 100_000)
    throw misunderstood('--drain needs sessions a second, from 1 to 100000')
  return perSecond
}

type Told = Pick<LeaseInForce, 'id' | 'scope' | 'by' | 'reason'> & { tier: Tier }
const leaseWords = ({ id, tier, scope, by, reason }: Told) =>
  `${id}  tier ${tier} (${TIER_INFO[tier].name}) on ${formatScope(scope)} by ${by}: ${reason}`

function leaseLine(lease: LeaseInForce): string {
  const left =
    lease.endsAt === null
      ? 'until released'
      : `${Math.max(0, Math.round((lease.endsAt - Date.now()) / 1_000))} s left`
  return `  ${leaseWords(lease)}, ${left}`
}

function nodeLine(node: Standing['nodes'][number]): string {
  const state =
    node.missing === null
      ? `tier ${node.effective}`
      : node.hasAgent
        ? `tier ${node.ordered} ordered; ${node.missing}`
        : node.missing
  const group = node.group === '' ? 'group unknown' : node.group
  return `  ${node.id} (${group}): ${state}${node.note === null ? '' : `; ${node.note}`}`
}
