import type { Tier } from '@stormdeck/protocol'
import { formatMomentTime } from '../../format/moment.ts'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { numberWord, sentenceCase } from '../../format/words.ts'
import type { NodeReading } from '../node-reading.ts'
import { fillingStatus } from '../pool/filling-status.ts'
import { leadingVersion } from '../storm/leading-version.ts'
import { failingClause, onlyLimits, stormNodes } from './clauses.ts'
import { effectiveTierIn, isWaiting, type OrderInForce, type Situation } from './situation.ts'
import type { VerdictLevel } from './verdict-level.ts'

/** One statement, and why. Plain words: servers and connections, no node names, no jargon. */
export type ExecutiveWords = { sentence: string; second: string }

export const EXECUTIVE_WORDS: Record<VerdictLevel, (situation: Situation) => ExecutiveWords> = {
  storm: situation => {
    const storm = stormSentence(situation)
    const service = serviceSentence(situation)
    const danger = dangerSentence(situation)
    const reduced = isReduced(situation)
    return {
      sentence: sentences(reduced ? service : storm, danger),
      second: sentences(
        reduced ? storm : service,
        culprit(situation),
        orderSentence(situation),
        unseen(situation),
      ),
    }
  },
  critical: situation => ({
    sentence: sentences(
      `${sentenceCase(serversOf(countBad(situation), situation))} ${countBad(situation) === 1 ? 'is' : 'are'} ${onlyLimits(situation) ? 'near a limit' : 'in a critical state'}.`,
      dangerSentence(situation),
    ),
    second: sentences(
      problem(situation),
      serviceSentence(situation),
      orderSentence(situation),
      unseen(situation),
    ),
  }),
  recovering: situation => {
    const hit = serversOf(stormNodes(situation).length, situation)
    const easing = stillSustained(situation)
      ? 'is easing; over the last minute it was still above its alarm level'
      : 'has fallen below its alarm level'
    const ending = situation.clearing.length === 0 ? 'may be over, but its end cannot be confirmed' : easing
    return {
      sentence: `The reconnect storm on ${hit} ${ending}.`,
      second: sentences(
        serviceSentence(situation),
        orderSentence(situation),
        culprit(situation),
        unseen(situation),
      ),
    }
  },
  'early-warning': situation => ({
    sentence: `Reconnects on ${serversOf(situation.suspected.length, situation)} are far above what is usual there.`,
    second: sentences(
      'No alarm level has been reached.',
      serviceSentence(situation),
      orderSentence(situation),
      unseen(situation),
    ),
  }),
  'partly-blind': situation => {
    if (situation.silent.length + situation.unread === 0)
      return {
        sentence: `No warning level is reached, but short bursts on ${serversOf(situation.untold.length, situation)} cannot be detected.`,
        second: serviceSentence(situation),
      }
    const others = situation.seen.length
    return {
      sentence: sentences(
        unseen(situation),
        situation.untold.length > 0
          ? untoldSentence(situation)
          : `The other ${others === 1 ? 'one shows' : `${numberWord(others)} show`} no storm.`,
      ),
      second: sentences(problem(situation), serviceSentence(situation), orderSentence(situation)),
    }
  },
  blind: situation => {
    if (situation.unheardSince !== null)
      return {
        sentence: `Stormdeck's own server has not been heard since ${formatMomentTime(situation.unheardSince, situation.at, situation.timeZone)}.`,
        second: sentences('Whether live updates work is not known.', stormSentence(situation)),
      }
    if (situation.nodes.length === 0) return withoutServers(situation)
    const seen = situation.silent.flatMap(node => (node.lastSeenAt === null ? [] : [node.lastSeenAt]))
    if (seen.length === 0)
      return {
        sentence: isWaiting(situation) ? 'No server has been seen yet.' : 'No server can be seen.',
        second: 'Whether live updates work is not known.',
      }
    return {
      sentence: `No server has been seen since ${formatMomentTime(Math.max(...seen), situation.at, situation.timeZone)}.`,
      second: sentences('Whether live updates work is not known.', stormSentence(situation)),
    }
  },
  degraded: situation => {
    const service = serviceSentence(situation)
    const order = orderSentence(situation)
    return {
      sentence: service || order,
      second: sentences(service === '' ? '' : order, problem(situation), noStormSentence(situation)),
    }
  },
  warning: situation => ({
    sentence: `${sentenceCase(serversOf(countBad(situation), situation))} ${countBad(situation) === 1 ? 'needs' : 'need'} attention${situation.untold.length === 0 ? '; there is no storm' : ''}.`,
    second: sentences(problem(situation), serviceSentence(situation), untoldSentence(situation)),
  }),
  calm: situation => {
    const { value } = situation.totals.connections
    const many = value === null ? '' : ` for ${formatNumber(value)} connections`
    const full = everyTierIsFull(situation.seen)
    const near =
      situation.totals.usageRatio.value === null ? 'no warning level is reached' : 'no limit is near'
    const all =
      situation.nodes.length === 1
        ? 'The server is responding'
        : `${sentenceCase(allServers(situation.nodes.length))} are responding`
    return {
      sentence: full
        ? `All green: live updates run at full service${many}.`
        : `All green: no storm, and ${near}.`,
      second: `${all}${full ? `, and ${near}` : ''}.`,
    }
  },
}

function withoutServers(situation: Situation): ExecutiveWords {
  const { empty, everSeen } = situation
  const second = 'Whether live updates work is not known.'
  if (empty === 'failing')
    return {
      sentence: `No server can be seen: ${failingClause(situation)}.`,
      second,
    }
  if (empty === 'unanswered') return { sentence: 'No server has been seen yet.', second }
  if (empty === 'none' && everSeen)
    return { sentence: 'No servers are being watched any more; there were some before.', second }
  return { sentence: 'No servers are being watched.', second: '' }
}

const sentences = (...parts: string[]): string => parts.filter(part => part !== '').join(' ')

const allServers = (count: number) => (count === 2 ? 'both servers' : `all ${numberWord(count)} servers`)

/** "two of four servers", "both servers", "all four servers", "the server": of all that are expected. */
function serversOf(count: number, { totals }: Situation): string {
  if (totals.nodes === 1) return 'the server'
  if (count === totals.nodes) return allServers(count)
  return `${numberWord(count)} of ${numberWord(totals.nodes)} servers`
}

/** "A reconnect storm has been hitting two of four servers since 14:03." Empty without one. */
function stormSentence(situation: Situation): string {
  const { storm, storming, at, timeZone, level } = situation
  const involved = stormNodes(situation).length
  if (involved === 0) return ''
  const hit = serversOf(involved, situation)
  if (storming.length === 0 || level === 'blind')
    return `A reconnect storm was hitting ${hit} when last seen.`
  if (storm === null) return `A reconnect storm is hitting ${hit}.`
  return `A reconnect storm has been hitting ${hit} since ${formatMomentTime(storm.startedAt, at, timeZone)}.`
}

/** What users get at a tier: now, and for some time already. */
const SERVICE: Record<Tier, { now: string; since: string }> = {
  1: { now: 'run at full service', since: 'have run at full service' },
  2: { now: 'are reduced', since: 'have been reduced' },
  3: { now: 'are limited', since: 'have been limited' },
  4: { now: 'arrive only every few seconds', since: 'have arrived only every few seconds' },
  5: { now: 'are off, refreshed by hand only,', since: 'have been off, refreshed by hand only,' },
}

/** The same as the name of a service level. */
const SERVICE_LEVEL: Record<Tier, string> = {
  1: 'full service',
  2: 'reduced service',
  3: 'limited service',
  4: 'updates every few seconds',
  5: 'manual refresh',
}

function isReduced({ seen }: Situation): boolean {
  return (effectiveTierIn(seen) ?? 1) > 1
}

function everyTierIsFull(seen: readonly NodeReading[]): boolean {
  return seen.length > 0 && seen.every(node => node.effectiveTier === 1)
}

/**
 * "Live updates have been reduced for 165,000 connections since 14:04.", each tier with its own count and time, the most
 * degraded first. Empty when no node tells its tier.
 */
function serviceSentence(situation: Situation): string {
  const { seen, silent, unread } = situation
  const tier = effectiveTierIn(seen)
  if (tier === null) return ''
  if (tier === 1)
    return everyTierIsFull(seen) && silent.length + unread === 0 ? 'Live updates run at full service.' : ''
  const told = ([5, 4, 3, 2] as const).flatMap(lower => {
    const under = seen.filter(node => node.effectiveTier === lower)
    return under.length === 0 ? [] : [servicePart(lower, under, situation)]
  })
  return `Live updates ${told.join(', and ')}.`
}

function servicePart(tier: Tier, under: readonly NodeReading[], situation: Situation): string {
  const since = under.flatMap(node => (node.tierSince === null ? [] : [node.tierSince]))
  const who = affected(under, situation)
  if (since.length === 0) return `${SERVICE[tier].now}${who}`
  return `${SERVICE[tier].since}${who} since ${formatMomentTime(Math.min(...since), situation.at, situation.timeZone)}`
}

/** For how many: sessions under the reduced tier where all of these nodes count them, else servers. */
function affected(under: readonly NodeReading[], situation: Situation): string {
  const sessions = under.map(({ connections, sessionsUnderRatio }) =>
    connections === null || sessionsUnderRatio === null ? null : connections * sessionsUnderRatio,
  )
  if (sessions.includes(null)) return ` on ${serversOf(under.length, situation)}`
  const count = sessions.reduce<number>((total, part) => total + (part ?? 0), 0)
  return count === 0
    ? ` for new connections on ${serversOf(under.length, situation)}`
    : ` for ${rounded(count)} connections`
}

/** Three digits, rounded up: 164,812 → 165,000. More affected is the bad news. */
function rounded(count: number): string {
  const scale = 10 ** Math.max(0, Math.ceil(Math.log10(count)) - 3)
  return formatNumber(Math.ceil(count / scale) * scale)
}

function dangerSentence(situation: Situation): string {
  const filling = situation.seen.filter(node => fillingStatus(node) !== 'normal')
  if (filling.length === 0) return ''
  const soonestMs = Math.min(...filling.map(node => node.timeToFullMs ?? 0))
  const who = sentenceCase(serversOf(filling.length, situation))
  if (soonestMs === 0) return `${who} ${filling.length === 1 ? 'is' : 'are'} full.`
  const minutes = Math.floor(soonestMs / 60_000)
  const when =
    minutes < 1
      ? 'less than a minute'
      : `about ${numberWord(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`
  return `${who} will be full in ${when} at the present rate.`
}

function culprit({ storm }: Situation): string {
  const version = storm === null ? null : leadingVersion(storm)
  if (version === null) return ''
  return `Client ${version} makes ${formatPercent(storm?.topVersionRatio ?? null, 'low')} of the attempts.`
}

/** The mean of the last minute outlasts the burst that caused it. */
function stillSustained(situation: Situation): boolean {
  return stormNodes(situation).some(node => node.sustained)
}

/** "Short bursts on two of four servers cannot be detected." */
function untoldSentence(situation: Situation): string {
  const { untold } = situation
  return untold.length === 0
    ? ''
    : `Short bursts on ${serversOf(untold.length, situation)} cannot be detected.`
}

function noStormSentence(situation: Situation): string {
  return untoldSentence(situation) || 'There is no storm.'
}

/** Orders told one by one to somebody who only wants to know what is being done. */
const MAX_ORDERS = 2

/** "On-call has switched all four servers to reduced service, which ends automatically at 14:19 unless extended." */
function orderSentence(situation: Situation): string {
  const { orders } = situation
  const rest = orders.length - MAX_ORDERS
  return sentences(
    ...orders.slice(0, MAX_ORDERS).map(order => oneOrderSentence(order, situation)),
    rest <= 0
      ? ''
      : `${sentenceCase(numberWord(rest))} more ${rest === 1 ? 'order is' : 'orders are'} in force.`,
  )
}

function oneOrderSentence({ lease, nodes, missing }: OrderInForce, situation: Situation): string {
  const who = lease.origin === 'policy' ? 'The automatic policy' : sentenceCase(lease.by)
  const what = `${who} has switched ${serversOf(nodes.length, situation)} to ${SERVICE_LEVEL[lease.tier]}`
  const end =
    lease.endsAt === null
      ? ' until it is released'
      : `, which ends automatically at ${formatMomentTime(lease.endsAt, situation.at, situation.timeZone)} unless extended`
  const late = `${sentenceCase(numberWord(missing.length))} of them ${missing.length === 1 ? 'has' : 'have'} not confirmed it yet.`
  return sentences(`${what}${end}.`, missing.length === 0 ? '' : late)
}

function unseen(situation: Situation): string {
  const count = situation.silent.length + situation.unread
  return count === 0 ? '' : `${sentenceCase(serversOf(count, situation))} cannot be seen.`
}

function problem({ problems }: Situation): string {
  const [first] = problems
  return first ? `Server ${first.node.id}: ${first.problem.text}.` : ''
}

function countBad({ problems, level }: Situation): number {
  const counted = problems.filter(({ problem: { status } }) => level !== 'critical' || status === 'critical')
  return new Set(counted.map(({ node }) => node.id)).size
}
