import { TIER_INFO } from '@stormdeck/protocol'
import { formatBytes } from '../../format/bytes.ts'
import type { TimeZone } from '../../format/clock.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatMoment } from '../../format/moment.ts'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { listOf } from '../../format/words.ts'
import type { NodeReading } from '../node-reading.ts'
import { CLEARING_AFTER_MS } from '../storm/off-delay.ts'
import {
  answeringClause,
  attemptsClause,
  criticalClause,
  failingClause,
  fillingClause,
  joined,
  lowerBoundClause,
  loweredClause,
  namesOf,
  noStormClause,
  onsetClause,
  orderClause,
  orderedOn,
  problemClause,
  refusedClause,
  resolutionOf,
  runningClause,
  silentClause,
  stormNodes,
  sustainedClause,
  unsureClause,
  untoldClause,
  versionClause,
} from './clauses.ts'
import { isWaiting, type OrderInForce, type Situation } from './situation.ts'
import type { VerdictLevel } from './verdict-level.ts'

export type Words = { headline: string; detail: string }

/** The verdict bar: what, where, how fast, how long until full; then what is behind it. */
export const CONSOLE_WORDS: Record<VerdictLevel, (situation: Situation) => Words> = {
  storm: situation => {
    const { storming } = situation
    const involved = stormNodes(situation)
    const seen = storming.length > 0
    const measures = [seen ? attemptsClause(involved) : '', fillingClause(situation)]
      .filter(text => text !== '')
      .join(', ')
    return {
      headline: `Reconnect storm on ${namesOf(involved)}${seen ? '' : ', when last seen'}${measures && ` — ${measures}`}`,
      detail: joined(
        onsetClause(situation),
        criticalClause(situation),
        sustainedClause(storming),
        refusedClause(situation),
        versionClause(situation),
        runningClause(situation),
        orderClause(situation),
        silentClause(situation),
        unsureClause(situation),
        lowerBoundClause(situation),
      ),
    }
  },

  critical: situation => ({
    headline: headlineOfProblem(situation),
    detail: joined(
      restOfProblems(situation),
      clearingClause(situation),
      orderClause(situation),
      silentClause(situation),
      lowerBoundClause(situation),
    ),
  }),

  recovering: situation => ({
    headline: `Storm on ${namesOf(stormNodes(situation))} ${ending(situation)}`,
    detail: joined(
      onsetClause(situation),
      sustainedClause(situation.clearing),
      versionClause(situation),
      problemClause(situation),
      orderClause(situation),
      silentClause(situation),
      unsureClause(situation),
    ),
  }),

  'early-warning': situation => {
    const rate = attemptsClause(situation.suspected)
    return {
      headline: `Early warning on ${namesOf(situation.suspected)} — ${rate === '' ? '' : `${rate}, `}far above what is usual there`,
      detail: joined('no storm rule has fired', ...context(situation)),
    }
  },

  'partly-blind': situation => {
    const { silent, unread, untold, totals } = situation
    const counted = `${formatNumber(totals.nodesAnswering)} of ${formatNumber(totals.nodes)} nodes seen`
    if (silent.length === 0 && unread > 0)
      return {
        headline: `More nodes than one dashboard reads — ${counted}`,
        detail: joined(
          untold.length === 0 ? 'no storm on the nodes that are read' : untoldClause(situation),
          ...context(situation),
        ),
      }
    if (silent.length === 0)
      return {
        headline: `Cannot detect bursts on ${namesOf(untold)}`,
        detail: joined(whyUntold(situation), ...context(situation)),
      }
    return {
      headline: `${namesOf(silent)} cannot be read — ${counted}`,
      detail: joined(
        whySilent(situation),
        untold.length === 0 ? 'no storm on the nodes that answer' : untoldClause(situation),
        ...context(situation),
      ),
    }
  },

  blind: situation => {
    const { at, nodes, silent, unheardSince, timeZone } = situation
    if (unheardSince !== null)
      return {
        headline: `Blind: Stormdeck's server not heard since ${formatMoment(unheardSince, at, timeZone)}; the nodes may be well`,
        detail: joined(stormWhenLastSeen(situation), 'showing the last known data'),
      }
    if (nodes.length === 0) return withoutNodes(situation)
    if (isWaiting(situation))
      return { headline: `Waiting for the first answer of ${namesOf(nodes)}`, detail: 'nothing is known yet' }
    return {
      headline: `Blind: no node is responding${lastHeard(situation)}`,
      detail: joined(
        stormWhenLastSeen(situation),
        whySilent({ ...situation, silent: silent.filter(node => node.error !== null) }),
        silent.some(node => node.lastSeenAt !== null)
          ? 'showing the last known data'
          : 'nothing heard since Stormdeck started',
      ),
    }
  },

  degraded: situation => {
    if (situation.ordered === 1) {
      const detail = joined('no order is in force', problemClause(situation), noStormClause(situation))
      return { headline: loweredClause(situation), detail }
    }
    return {
      headline: ordersHeadline(situation),
      detail: joined(
        orderClause(situation),
        orderedBy(situation),
        problemClause(situation),
        noStormClause(situation),
      ),
    }
  },

  warning: situation => ({
    headline: headlineOfProblem(situation),
    detail: joined(restOfProblems(situation), noStormClause(situation), answeringClause(situation)),
  }),

  calm: situation => {
    const { usageRatio, memoryPerConnectionBytes } = situation.totals
    const rate = attemptsClause(situation.seen)
    return {
      headline: `Calm${rate === '' ? '' : ` — ${rate}`}${usageRatio.value === null ? '' : `, pool at ${formatPercent(usageRatio.value)}`}`,
      detail: joined(
        answeringClause(situation),
        memoryPerConnectionBytes.value === null
          ? ''
          : `${formatBytes(memoryPerConnectionBytes.value)} per connection`,
        'no threshold is reached',
      ),
    }
  },
}

function withoutNodes(situation: Situation): Words {
  const { empty, failing, everSeen } = situation
  if (empty === 'failing')
    return {
      headline: `Blind: no node is known, ${failingClause(situation)}`,
      detail: joined(...failing.map(({ error }) => error ?? '')),
    }
  if (empty === 'unanswered')
    return { headline: 'Waiting for the first list of nodes', detail: 'nothing is known yet' }
  if (empty === 'none' && everSeen)
    return { headline: 'No node is known any more', detail: 'there were nodes here; no source names one now' }
  return { headline: 'No nodes are known here', detail: 'nothing is judged' }
}

function stormWhenLastSeen(situation: Situation): string {
  const involved = namesOf(stormNodes(situation))
  return involved === '' ? '' : `a storm was running on ${involved} when last seen`
}

/** What else is worth knowing in any state. */
function context(situation: Situation): string[] {
  return [
    problemClause(situation),
    orderClause(situation),
    situation.level === 'partly-blind' ? '' : silentClause(situation),
    lowerBoundClause(situation),
  ]
}

function headlineOfProblem({ problems }: Situation): string {
  const [first] = problems
  if (!first) return ''
  const alike = problems.filter(({ problem }) => problem.id === first.problem.id)
  const others = alike.length === 1 ? '' : ` (and ${formatNumber(alike.length - 1)} more like it)`
  return `${first.node.id}: ${first.problem.text}${others}`
}

const MAX_PROBLEMS = 3

function restOfProblems({ problems }: Situation): string {
  const [first, ...rest] = problems
  const other = rest.filter(
    ({ node, problem }) => node.id === first?.node.id || problem.id !== first?.problem.id,
  )
  return joined(...other.slice(0, MAX_PROBLEMS).map(({ node, problem }) => `${node.id}: ${problem.text}`))
}

function clearingClause(situation: Situation): string {
  return situation.clearing.length === 0 ? '' : `storm on ${namesOf(situation.clearing)} is clearing`
}

/** Only a node that is seen clearing proves it: elsewhere a storm that is not seen any more may be over. */
function ending(situation: Situation): string {
  return situation.clearing.length === 0
    ? 'may be over — its end cannot be confirmed'
    : `is clearing${quietFor(situation)}`
}

/** How long it has been quiet at the very least, by the node where it became so last. */
function quietFor({ clearing, at }: Situation): string {
  const since = clearing.flatMap(node =>
    node.stormSince === null ? [] : [node.stormSince - quietBefore(node)],
  )
  return since.length === 0 ? '' : ` — quiet for ${formatDuration(at - Math.max(...since))}`
}

/** From buckets a storm is clearing once it has been quiet for 10 s; what Prometheus knows says nothing of the kind. */
const quietBefore = ({ source }: NodeReading) => (source === 'agent' ? CLEARING_AFTER_MS : 0)

/** "ws-1, ws-2 and 2 more: the agent refused the token": each reason once, with all nodes that have it. */
function whySilent({ silent, at, timeZone }: Situation): string {
  const alike = new Map<string, NodeReading[]>()
  for (const node of silent) {
    const why = whyNodeSilent(node, at, timeZone)
    alike.set(why, [...(alike.get(why) ?? []), node])
  }
  const told = [...alike].slice(0, MAX_PROBLEMS).map(([why, nodes]) => `${namesOf(nodes)}: ${why}`)
  const rest = [...alike.values()].slice(MAX_PROBLEMS).flat().length
  return joined(...told, rest === 0 ? '' : `${formatNumber(rest)} more for other reasons`)
}

function whyNodeSilent({ reach, error, lastSeenAt }: NodeReading, at: number, timeZone: TimeZone): string {
  if (error !== null) return error
  if (reach === 'waiting') return 'not seen yet'
  return lastSeenAt === null ? 'no data' : `no data since ${formatMoment(lastSeenAt, at, timeZone)}`
}

function whyUntold({ untold }: Situation): string {
  const hidden = untold.find(node => node.lowerBound)
  if (hidden) return `attempts may be hidden: ${hidden.lowerBoundWhy ?? 'the count is a lower bound'}`
  const resolution = resolutionOf(untold)
  return resolution === null
    ? 'too little has been seen yet'
    : `samples ${resolution} apart do not show a one-second burst`
}

function lastHeard({ silent, at, timeZone }: Situation): string {
  const seen = silent.flatMap(node => (node.lastSeenAt === null ? [] : [node.lastSeenAt]))
  return seen.length === 0 ? '' : ` since ${formatMoment(Math.max(...seen), at, timeZone)}`
}

/** "Tier 2 (Reduced) is ordered on all nodes, on purpose"; several: "Ordered: tier 3 on ws-4, tier 2 on eu". */
function ordersHeadline(situation: Situation): string {
  const { orders } = situation
  const [first] = orders
  if (!first) return ''
  const where = (order: OrderInForce) => orderedOn(order, situation) || 'all nodes'
  if (orders.length === 1) {
    const { tier } = first.lease
    return `Tier ${tier} (${TIER_INFO[tier].name}) is ordered on ${where(first)}, on purpose`
  }
  const told = orders.map(order => `tier ${order.lease.tier} on ${where(order)}`)
  return `Ordered on purpose: ${listOf(told)}`
}

function orderedBy({ orders, at, timeZone }: Situation): string {
  const told = orders.slice(0, MAX_PROBLEMS).map(({ lease }) => {
    const what = orders.length === 1 ? '' : `tier ${lease.tier} `
    const reason = lease.reason === '' ? '' : `: “${lease.reason}”`
    return `${what}by ${lease.by} at ${formatMoment(lease.startedAt, at, timeZone)}${reason}`
  })
  return joined(...told)
}
