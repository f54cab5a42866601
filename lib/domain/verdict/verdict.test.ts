import type { Scope } from '@stormdeck/protocol'
import { describe, expect, test } from 'vitest'
import { agedFleet, withoutValues } from '../aged-fleet.ts'
import type { FleetState, LeaseInForce, SourceHealth } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { fleetSample, leaseSample, nodeSample, SAMPLE_AT, stormSample } from '../test/fleet-sample.ts'
import { judgementOf } from './judgement.ts'
import { verdictOf } from './verdict.ts'
import { VERDICT_LEVELS, type Verdict } from './verdict-level.ts'

const FLEET: Scope = { kind: 'fleet', name: null }
type Over = Partial<NodeReading>

/** Four healthy nodes, with differences by node (`all` first). */
function nodes(over: Record<string, Over> = {}): NodeReading[] {
  return ['ws-1', 'ws-2', 'ws-3', 'ws-4'].map(id => nodeSample(id, { ...over.all, ...over[id] }))
}

const silence = (node: NodeReading): NodeReading =>
  withoutValues({ ...node, reach: 'silent', ageMs: 9_000, lastSeenAt: SAMPLE_AT - 9_000 })

const silent = (list: NodeReading[], ...ids: string[]) =>
  list.map(node => (ids.includes(node.id) ? silence(node) : node))

const ordered = (...leases: [LeaseInForce, ...LeaseInForce[]]): Partial<FleetState> => ({
  tier: { ...fleetSample([]).tier, leases, ordered: leases[0].tier },
})

const STORMY: Over = {
  stormState: 'storm',
  stormSince: SAMPLE_AT - 259_000,
  burst: true,
  sustained: true,
  attemptsLastSecond: 206,
  attemptsPerSecondMean60s: 185.5,
  timeToFullMs: 380_000,
  fullsFirst: 'connections',
  connections: 46_500,
}
const CLEARING: Over = { stormState: 'clearing', stormSince: SAMPLE_AT - 13_000 }
const REDUCED: Over = {
  orderedTier: 2,
  effectiveTier: 2,
  tierSince: SAMPLE_AT - 210_000,
  sessionsUnderRatio: 0.91,
}
const STORM = { 'ws-2': STORMY, 'ws-3': STORMY }
/** Values of a scrape, which are no verdict. */
const SCRAPED: Over = { stormState: 'cannot-tell', source: 'prometheus', resolutionMs: 15_000 }

const PROMETHEUS_DOWN: SourceHealth = {
  id: 'Prometheus',
  kind: 'prometheus',
  status: 'failing',
  error: 'Prometheus refuses connections; start it.',
  headline: 'Prometheus down',
  since: SAMPLE_AT - 120_000,
}
const NO_AGENTS: SourceHealth = {
  id: 'agents',
  kind: 'agents',
  status: 'unknown',
  error: 'No agents are configured.',
  headline: null,
  since: null,
}
const NEVER_HEARD: Over = {
  reach: 'waiting',
  ageMs: null,
  lastSeenAt: null,
  error: 'ws-1 refuses connections',
}

type Case = {
  name: string
  state: FleetState
  scope?: Scope
  expected: Omit<Verdict, 'since' | 'stormId' | 'nodesInStorm' | 'silentNodes'>
}

/** Nothing is known of the nodes, whatever the screen still shows. */
const SERVER_NOT_HEARD: Case['expected'] = {
  level: 'blind',
  severity: 'critical',
  headline: "Blind: Stormdeck's server not heard since 15:06:40; the nodes may be well",
  detail: 'showing the last known data',
  wallHeadline: 'BLIND since 15:06',
  wallDetail: "Stormdeck's server is not heard; the nodes may be well",
  executiveSentence: "Stormdeck's own server has not been heard since 15:06.",
  executiveSecond: 'Whether live updates work is not known.',
  sign: '◆ Blind',
}

const CASES: Case[] = [
  {
    name: 'calm',
    state: fleetSample(nodes()),
    expected: {
      level: 'calm',
      severity: 'normal',
      headline: 'Calm — 12 attempts/s, pool at 25 %',
      detail: '4 of 4 nodes responding · 31 KB per connection · no threshold is reached',
      wallHeadline: 'Calm',
      wallDetail: 'pool at 25 % · no threshold is reached',
      executiveSentence: 'All green: live updates run at full service for 49,380 connections.',
      executiveSecond: 'All four servers are responding, and no limit is near.',
      sign: 'Calm',
    },
  },
  {
    name: 'calm on one node',
    state: fleetSample(nodes(STORM), { storms: [stormSample()] }),
    scope: { kind: 'node', name: 'ws-1' },
    expected: {
      level: 'calm',
      severity: 'normal',
      headline: 'Calm — 3 attempts/s, pool at 25 %',
      detail: 'the node is responding · 31 KB per connection · no threshold is reached',
      wallHeadline: 'Calm',
      wallDetail: 'pool at 25 % · no threshold is reached',
      executiveSentence: 'All green: live updates run at full service for 12,345 connections.',
      executiveSecond: 'The server is responding, and no limit is near.',
      sign: 'Calm',
    },
  },
  {
    name: 'early warning',
    state: fleetSample(
      nodes({ 'ws-2': { stormState: 'suspected', stormSince: SAMPLE_AT - 4_000, attemptsLastSecond: 20 } }),
    ),
    expected: {
      level: 'early-warning',
      severity: 'warning',
      headline: 'Early warning on ws-2 — 20 attempts/s, far above what is usual there',
      detail: 'no storm rule has fired',
      wallHeadline: 'Early warning on 1 of 4 nodes',
      wallDetail: 'no storm rule has fired',
      executiveSentence: 'Reconnects on one of four servers are far above what is usual there.',
      executiveSecond: 'No alarm level has been reached. Live updates run at full service.',
      sign: '▲ Early warning on ws-2',
    },
  },
  {
    name: 'storm',
    state: fleetSample(nodes(STORM), { storms: [stormSample()] }),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 and ws-3 — 412 attempts/s, pool full in 6 min',
      detail:
        'Burst at 15:02:21, peak second 486 · 60 s mean 371/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s',
      wallHeadline: 'Storm on 2 of 4 nodes, 4 min 19 s',
      wallDetail: 'pool full in 6 min',
      executiveSentence:
        'A reconnect storm has been hitting two of four servers since 15:02. Two of four servers will be full in about six minutes at the present rate.',
      executiveSecond: 'Live updates run at full service. Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '◆ Storm on ws-2 and ws-3',
    },
  },
  {
    name: 'storm on one node of it',
    state: fleetSample(nodes(STORM), { storms: [stormSample()] }),
    scope: { kind: 'node', name: 'ws-2' },
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 — 206 attempts/s, pool full in 6 min',
      detail:
        'Burst at 15:02:21, peak second 486 · 60 s mean 186/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s',
      wallHeadline: 'Storm on 1 of 1 node, 4 min 19 s',
      wallDetail: 'pool full in 6 min',
      executiveSentence:
        'A reconnect storm has been hitting the server since 15:02. The server will be full in about six minutes at the present rate.',
      executiveSecond: 'Live updates run at full service. Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '◆ Storm on ws-2',
    },
  },
  {
    name: 'storm, with a tier ordered',
    state: fleetSample(nodes({ all: REDUCED, 'ws-2': STORMY, 'ws-3': STORMY }), {
      storms: [stormSample()],
      ...ordered(leaseSample()),
    }),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 and ws-3 — 412 attempts/s, pool full in 6 min',
      detail:
        'Burst at 15:02:21, peak second 486 · 60 s mean 371/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s · Tier 2 — reduced, ends in 11:29',
      wallHeadline: 'Storm on 2 of 4 nodes, 4 min 19 s',
      wallDetail: 'pool full in 6 min · Tier 2 — reduced, ends in 11:29',
      executiveSentence:
        'Live updates have been reduced for 108,000 connections since 15:03. Two of four servers will be full in about six minutes at the present rate.',
      executiveSecond:
        'A reconnect storm has been hitting two of four servers since 15:02. Client mobile 3.2.0 makes 83 % of the attempts. On-call has switched all four servers to reduced service, which ends automatically at 15:18 unless extended.',
      sign: '◆ Storm on ws-2 and ws-3',
    },
  },
  {
    name: 'mixed: storm, ordered tier, one node of the storm and one other silent',
    state: fleetSample(silent(nodes({ all: REDUCED, 'ws-2': STORMY, 'ws-3': STORMY }), 'ws-3', 'ws-4'), {
      storms: [stormSample()],
      ...ordered(leaseSample()),
    }),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 and ws-3 — ≥ 206 attempts/s, pool full in 6 min',
      detail:
        'Burst at 15:02:21, peak second 486 · 60 s mean 186/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s · Tier 2 ordered, in force on 2 of 4 nodes · ws-3 and ws-4 silent',
      wallHeadline: 'Storm on 2 of 4 nodes, 4 min 19 s',
      wallDetail: 'pool full in 6 min · ws-3 and ws-4 silent · Tier 2 ordered, in force on 2 of 4 nodes',
      executiveSentence:
        'Live updates have been reduced for 53,600 connections since 15:03. One of four servers will be full in about six minutes at the present rate.',
      executiveSecond:
        'A reconnect storm has been hitting two of four servers since 15:02. Client mobile 3.2.0 makes 83 % of the attempts. On-call has switched all four servers to reduced service, which ends automatically at 15:18 unless extended. Two of them have not confirmed it yet. Two of four servers cannot be seen.',
      sign: '◆ Storm on ws-2 and ws-3',
    },
  },
  {
    name: 'storm whose nodes fell silent',
    state: fleetSample(silent(nodes(), 'ws-2', 'ws-3'), { storms: [stormSample()] }),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 and ws-3, when last seen',
      detail:
        'Burst at 15:02:21, peak second 486 · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s · ws-2 and ws-3 silent',
      wallHeadline: 'Storm on 2 of 4 nodes, 4 min 19 s',
      wallDetail: 'ws-2 and ws-3 silent',
      executiveSentence: 'A reconnect storm was hitting two of four servers when last seen.',
      executiveSecond: 'Client mobile 3.2.0 makes 83 % of the attempts. Two of four servers cannot be seen.',
      sign: '◆ Storm on ws-2 and ws-3',
    },
  },
  {
    name: 'a storm, and a node outside it with a full pool and an open breaker',
    state: fleetSample(
      nodes({
        'ws-2': STORMY,
        'ws-4': {
          connections: 49_000,
          timeToFullMs: 120_000,
          fullsFirst: 'connections',
          descriptorsOpen: 62_900,
          authBreaker: 'open',
        },
      }),
      { storms: [stormSample({ nodes: ['ws-2'] })] },
    ),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 — 206 attempts/s, ws-4: pool full in 2 min',
      detail:
        'Burst at 15:02:21, peak second 486 · ws-4: authentication circuit breaker is open · 60 s mean 186/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s',
      wallHeadline: 'Storm on 1 of 4 nodes, 4 min 19 s',
      wallDetail: 'ws-4: pool full in 2 min · ws-4: authentication circuit breaker is open',
      executiveSentence:
        'A reconnect storm has been hitting one of four servers since 15:02. Two of four servers will be full in about two minutes at the present rate.',
      executiveSecond: 'Live updates run at full service. Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '◆ Storm on ws-2',
    },
  },
  {
    name: 'storm whose nodes fell silent, and another that fills',
    state: fleetSample(
      silent(
        nodes({ 'ws-4': { connections: 49_000, timeToFullMs: 120_000, fullsFirst: 'connections' } }),
        'ws-2',
        'ws-3',
      ),
      { storms: [stormSample()] },
    ),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 and ws-3, when last seen — ws-4: pool full in 2 min',
      detail:
        'Burst at 15:02:21, peak second 486 · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s · ws-2 and ws-3 silent',
      wallHeadline: 'Storm on 2 of 4 nodes, 4 min 19 s',
      wallDetail: 'ws-4: pool full in 2 min · ws-2 and ws-3 silent',
      executiveSentence:
        'A reconnect storm was hitting two of four servers when last seen. One of four servers will be full in about two minutes at the present rate.',
      executiveSecond: 'Client mobile 3.2.0 makes 83 % of the attempts. Two of four servers cannot be seen.',
      sign: '◆ Storm on ws-2 and ws-3',
    },
  },
  {
    name: 'storm whose count is a lower bound, descriptors full',
    state: fleetSample(
      nodes({
        'ws-2': {
          ...STORMY,
          lowerBound: true,
          lowerBoundWhy: 'no descriptor left',
          timeToFullMs: 0,
          fullsFirst: 'descriptors',
        },
      }),
      { storms: [stormSample({ nodes: ['ws-2'], lowerBound: true })] },
    ),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 — ≥ 206 attempts/s, descriptors used up',
      detail:
        'Burst at 15:02:21, peak second ≥ 486 · 60 s mean ≥ 186/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s · count is a lower bound: no descriptor left',
      wallHeadline: 'Storm on 1 of 4 nodes, 4 min 19 s',
      wallDetail: 'descriptors used up',
      executiveSentence:
        'A reconnect storm has been hitting one of four servers since 15:02. One of four servers is full.',
      executiveSecond: 'Live updates run at full service. Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '◆ Storm on ws-2',
    },
  },
  {
    name: 'recovering',
    state: fleetSample(nodes({ 'ws-2': CLEARING, 'ws-3': CLEARING }), {
      storms: [stormSample({ state: 'clearing' })],
    }),
    expected: {
      level: 'recovering',
      severity: 'warning',
      headline: 'Storm on ws-2 and ws-3 is clearing — quiet for 23 s',
      detail: 'Burst at 15:02:21, peak second 486 · 83 % from client mobile 3.2.0',
      wallHeadline: 'Storm clearing on 2 of 4 nodes',
      wallDetail: '',
      executiveSentence: 'The reconnect storm on two of four servers has fallen below its alarm level.',
      executiveSecond: 'Live updates run at full service. Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '▲ Clearing on ws-2 and ws-3',
    },
  },
  {
    name: 'recovering, still degraded',
    state: fleetSample(
      nodes({
        all: REDUCED,
        'ws-2': CLEARING,
        'ws-3': { ...CLEARING, sustained: true, attemptsPerSecondMean60s: 120 },
      }),
      { storms: [stormSample({ state: 'clearing' })], ...ordered(leaseSample()) },
    ),
    expected: {
      level: 'recovering',
      severity: 'warning',
      headline: 'Storm on ws-2 and ws-3 is clearing — quiet for 23 s',
      detail:
        'Burst at 15:02:21, peak second 486 · 60 s mean 120/s · 83 % from client mobile 3.2.0 · Tier 2 — reduced, ends in 11:29',
      wallHeadline: 'Storm clearing on 2 of 4 nodes',
      wallDetail: 'Tier 2 — reduced, ends in 11:29',
      executiveSentence:
        'The reconnect storm on two of four servers is easing; over the last minute it was still above its alarm level.',
      executiveSecond:
        'Live updates have been reduced for 45,000 connections since 15:03. On-call has switched all four servers to reduced service, which ends automatically at 15:18 unless extended. Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '▲ Clearing on ws-2 and ws-3',
    },
  },
  {
    name: 'a storm whose end coarse samples cannot show',
    state: fleetSample(nodes({ all: { ...SCRAPED, effectiveTier: null } }), {
      storms: [stormSample({ state: 'clearing' })],
    }),
    expected: {
      level: 'recovering',
      severity: 'warning',
      headline: 'Storm on ws-2 and ws-3 may be over — its end cannot be confirmed',
      detail:
        'Burst at 15:02:21, peak second 486 · 83 % from client mobile 3.2.0 · no storm verdict for ws-2 and ws-3 (15 s samples)',
      wallHeadline: 'Storm on 2 of 4 nodes may be over',
      wallDetail: 'no storm verdict for ws-2 and ws-3 (15 s samples)',
      executiveSentence:
        'The reconnect storm on two of four servers may be over, but its end cannot be confirmed.',
      executiveSecond: 'Client mobile 3.2.0 makes 83 % of the attempts.',
      sign: '▲ Clearing on ws-2 and ws-3',
    },
  },
  {
    name: 'a storm that is clearing where it can be judged, and one node of it is silent',
    state: fleetSample(silent(nodes({ 'ws-2': CLEARING }), 'ws-3'), {
      storms: [stormSample({ state: 'clearing' })],
    }),
    expected: {
      level: 'recovering',
      severity: 'warning',
      headline: 'Storm on ws-2 and ws-3 is clearing — quiet for 23 s',
      detail: 'Burst at 15:02:21, peak second 486 · 83 % from client mobile 3.2.0 · ws-3 silent for 9 s',
      wallHeadline: 'Storm clearing on 2 of 4 nodes',
      wallDetail: 'ws-3 silent for 9 s',
      executiveSentence: 'The reconnect storm on two of four servers has fallen below its alarm level.',
      executiveSecond: 'Client mobile 3.2.0 makes 83 % of the attempts. One of four servers cannot be seen.',
      sign: '▲ Clearing on ws-2 and ws-3',
    },
  },
  {
    name: 'degraded on purpose',
    state: fleetSample(nodes({ all: REDUCED }), ordered(leaseSample())),
    expected: {
      level: 'degraded',
      severity: 'ordered',
      headline: 'Tier 2 (Reduced) is ordered on all nodes, on purpose',
      detail: 'Tier 2 — reduced, ends in 11:29 · by on-call at 15:03:09: “shed broadcasts” · no storm',
      wallHeadline: 'Tier 2, on purpose',
      wallDetail: 'Tier 2 — reduced, ends in 11:29 · no storm',
      executiveSentence: 'Live updates have been reduced for 45,000 connections since 15:03.',
      executiveSecond:
        'On-call has switched all four servers to reduced service, which ends automatically at 15:18 unless extended. There is no storm.',
      sign: 'Degraded',
    },
  },
  {
    name: 'degraded by policy until released, one node late',
    state: fleetSample(
      nodes({ all: REDUCED, 'ws-4': { effectiveTier: 1 } }),
      ordered(leaseSample({ origin: 'policy', by: 'policy', endsAt: null })),
    ),
    expected: {
      level: 'degraded',
      severity: 'ordered',
      headline: 'Tier 2 (Reduced) is ordered on all nodes, on purpose',
      detail:
        'Tier 2 ordered, in force on 3 of 4 nodes · by policy at 15:03:09: “shed broadcasts” · no storm',
      wallHeadline: 'Tier 2, on purpose',
      wallDetail: 'Tier 2 ordered, in force on 3 of 4 nodes · no storm',
      executiveSentence: 'Live updates have been reduced for 33,800 connections since 15:03.',
      executiveSecond:
        'The automatic policy has switched all four servers to reduced service until it is released. One of them has not confirmed it yet. There is no storm.',
      sign: 'Degraded',
    },
  },
  {
    name: 'lower than ordered: a node climbs back',
    state: fleetSample(
      nodes({
        'ws-2': {
          effectiveTier: 2,
          localReason: 'climbing',
          sessionsUnderRatio: 0.4,
          tierSince: SAMPLE_AT - 90_000,
        },
      }),
    ),
    expected: {
      level: 'degraded',
      severity: 'warning',
      headline: 'ws-2 at tier 2 (climbing back)',
      detail: 'no order is in force · no storm',
      wallHeadline: 'Below full service without an order',
      wallDetail: 'ws-2 at tier 2 (climbing back) · no storm',
      executiveSentence: 'Live updates have been reduced for 4,940 connections since 15:05.',
      executiveSecond: 'There is no storm.',
      sign: 'Degraded',
    },
  },
  {
    name: 'partly blind',
    state: fleetSample(silent(nodes(), 'ws-4')),
    expected: {
      level: 'partly-blind',
      severity: 'warning',
      headline: 'ws-4 cannot be read — 3 of 4 nodes seen',
      detail: 'ws-4: no data since 15:06:31 · no storm on the nodes that answer',
      wallHeadline: '1 of 4 nodes not seen',
      wallDetail: 'no storm on the others',
      executiveSentence: 'One of four servers cannot be seen. The other three show no storm.',
      executiveSecond: '',
      sign: '▲ Partly blind on ws-4',
    },
  },
  {
    name: 'more nodes than a dashboard reads',
    state: fleetSample(nodes(), { unreadNodes: 500 }),
    expected: {
      level: 'partly-blind',
      severity: 'warning',
      headline: 'More nodes than one dashboard reads — 4 of 504 nodes seen',
      detail: 'no storm on the nodes that are read',
      wallHeadline: '500 of 504 nodes not seen',
      wallDetail: 'no storm on the others',
      executiveSentence: '500 of 504 servers cannot be seen. The other four show no storm.',
      executiveSecond: '',
      sign: '▲ Partly blind',
    },
  },
  {
    name: 'more nodes than a dashboard reads, and bursts on those cannot be detected',
    state: fleetSample(nodes({ all: { ...SCRAPED, effectiveTier: null } }), { unreadNodes: 500 }),
    expected: {
      level: 'partly-blind',
      severity: 'warning',
      headline: 'More nodes than one dashboard reads — 4 of 504 nodes seen',
      detail: 'no storm verdict for ws-1, ws-2 and 2 more (15 s samples)',
      wallHeadline: '500 of 504 nodes not seen',
      wallDetail: 'no storm verdict for ws-1, ws-2 and 2 more (15 s samples)',
      executiveSentence:
        '500 of 504 servers cannot be seen. Short bursts on four of 504 servers cannot be detected.',
      executiveSecond: '',
      sign: '▲ Partly blind',
    },
  },
  {
    name: 'more nodes than a dashboard reads, and one of those is silent',
    state: fleetSample(silent(nodes(), 'ws-4'), { unreadNodes: 500 }),
    expected: {
      level: 'partly-blind',
      severity: 'warning',
      headline: 'ws-4 cannot be read — 3 of 504 nodes seen',
      detail: 'ws-4: no data since 15:06:31 · no storm on the nodes that answer',
      wallHeadline: '501 of 504 nodes not seen',
      wallDetail: 'no storm on the others',
      executiveSentence: '501 of 504 servers cannot be seen. The other three show no storm.',
      executiveSecond: '',
      sign: '▲ Partly blind on ws-4',
    },
  },
  {
    name: 'a storm among more nodes than a dashboard reads',
    state: fleetSample(nodes({ 'ws-2': { ...STORMY, timeToFullMs: null } }), {
      unreadNodes: 500,
      storms: [stormSample({ nodes: ['ws-2'] })],
    }),
    expected: {
      level: 'storm',
      severity: 'critical',
      headline: 'Reconnect storm on ws-2 — 206 attempts/s',
      detail:
        'Burst at 15:02:21, peak second 486 · ws-2: pool at 93 % of its limit · 60 s mean 186/s · 48 % refused · 83 % from client mobile 3.2.0 · running 4 min 19 s',
      wallHeadline: 'Storm on 1 of 504 nodes, 4 min 19 s',
      wallDetail: 'ws-2: pool at 93 % of its limit',
      executiveSentence: 'A reconnect storm has been hitting one of 504 servers since 15:02.',
      executiveSecond: 'Client mobile 3.2.0 makes 83 % of the attempts. 500 of 504 servers cannot be seen.',
      sign: '◆ Storm on ws-2',
    },
  },
  {
    name: 'partly blind, degraded on purpose',
    state: fleetSample(silent(nodes({ all: REDUCED }), 'ws-4'), ordered(leaseSample())),
    expected: {
      level: 'partly-blind',
      severity: 'warning',
      headline: 'ws-4 cannot be read — 3 of 4 nodes seen',
      detail:
        'ws-4: no data since 15:06:31 · no storm on the nodes that answer · Tier 2 ordered, in force on 3 of 4 nodes',
      wallHeadline: '1 of 4 nodes not seen',
      wallDetail: 'no storm on the others · Tier 2 ordered, in force on 3 of 4 nodes',
      executiveSentence: 'One of four servers cannot be seen. The other three show no storm.',
      executiveSecond:
        'Live updates have been reduced for 33,800 connections since 15:03. On-call has switched all four servers to reduced service, which ends automatically at 15:18 unless extended. One of them has not confirmed it yet.',
      sign: '▲ Partly blind on ws-4',
    },
  },
  {
    name: 'bursts cannot be told from coarse samples',
    state: fleetSample(
      nodes({
        all: { stormState: 'cannot-tell', source: 'prometheus', resolutionMs: 15_000, effectiveTier: null },
      }),
    ),
    expected: {
      level: 'partly-blind',
      severity: 'unknown',
      headline: 'Cannot detect bursts on ws-1, ws-2 and 2 more',
      detail: 'samples 15 s apart do not show a one-second burst',
      wallHeadline: 'Cannot detect bursts on 4 of 4 nodes',
      wallDetail: 'no other threshold is reached',
      executiveSentence:
        'No warning level is reached, but short bursts on all four servers cannot be detected.',
      executiveSecond: '',
      sign: '▲ Partly blind',
    },
  },
  {
    name: 'blind',
    state: fleetSample(silent(nodes(), 'ws-1', 'ws-2', 'ws-3', 'ws-4')),
    expected: {
      level: 'blind',
      severity: 'critical',
      headline: 'Blind: no node is responding since 15:06:31',
      detail: 'showing the last known data',
      wallHeadline: 'BLIND since 15:06',
      wallDetail: 'none of 4 nodes is responding',
      executiveSentence: 'No server has been seen since 15:06.',
      executiveSecond: 'Whether live updates work is not known.',
      sign: '◆ Blind',
    },
  },
  {
    name: 'blind in a storm',
    state: fleetSample(silent(nodes(), 'ws-1', 'ws-2', 'ws-3', 'ws-4'), { storms: [stormSample()] }),
    expected: {
      level: 'blind',
      severity: 'critical',
      headline: 'Blind: no node is responding since 15:06:31',
      detail: 'a storm was running on ws-2 and ws-3 when last seen · showing the last known data',
      wallHeadline: 'BLIND since 15:06',
      wallDetail: 'none of 4 nodes is responding · a storm was running when last seen',
      executiveSentence: 'No server has been seen since 15:06.',
      executiveSecond:
        'Whether live updates work is not known. A reconnect storm was hitting two of four servers when last seen.',
      sign: '◆ Blind',
    },
  },
  {
    name: 'the server itself not heard, in a storm',
    state: agedFleet(fleetSample(nodes(STORM), { storms: [stormSample()] }), 12_000),
    expected: {
      level: 'blind',
      severity: 'critical',
      headline: "Blind: Stormdeck's server not heard since 15:06:40; the nodes may be well",
      detail: 'a storm was running on ws-2 and ws-3 when last seen · showing the last known data',
      wallHeadline: 'BLIND since 15:06',
      wallDetail:
        "Stormdeck's server is not heard; the nodes may be well · a storm was running when last seen",
      executiveSentence: "Stormdeck's own server has not been heard since 15:06.",
      executiveSecond:
        'Whether live updates work is not known. A reconnect storm was hitting two of four servers when last seen.',
      sign: '◆ Blind',
    },
  },
  {
    name: 'the server itself not heard, while scrapes are not old yet',
    state: agedFleet(fleetSample(nodes({ all: { ...SCRAPED, stormState: 'calm' } })), 20_000),
    expected: SERVER_NOT_HEARD,
  },
  {
    name: 'the server itself not heard, in a storm that scrapes still show',
    state: agedFleet(
      fleetSample(nodes({ 'ws-2': { ...STORMY, source: 'prometheus', resolutionMs: 15_000 } }), {
        storms: [stormSample({ nodes: ['ws-2'] })],
      }),
      20_000,
    ),
    expected: {
      level: 'blind',
      severity: 'critical',
      headline: "Blind: Stormdeck's server not heard since 15:06:40; the nodes may be well",
      detail: 'a storm was running on ws-2 when last seen · showing the last known data',
      wallHeadline: 'BLIND since 15:06',
      wallDetail:
        "Stormdeck's server is not heard; the nodes may be well · a storm was running when last seen",
      executiveSentence: "Stormdeck's own server has not been heard since 15:06.",
      executiveSecond:
        'Whether live updates work is not known. A reconnect storm was hitting one of four servers when last seen.',
      sign: '◆ Blind',
    },
  },
  {
    name: 'the server itself not heard, before any node was',
    state: agedFleet(
      fleetSample(
        nodes().map(node => withoutValues({ ...node, reach: 'waiting', ageMs: null, lastSeenAt: null })),
      ),
      20_000,
    ),
    expected: SERVER_NOT_HEARD,
  },
  {
    name: 'nothing has answered yet',
    state: fleetSample(
      nodes().map(node => withoutValues({ ...node, reach: 'waiting', ageMs: null, lastSeenAt: null })),
    ),
    expected: {
      level: 'blind',
      severity: 'unknown',
      headline: 'Waiting for the first answer of ws-1, ws-2 and 2 more',
      detail: 'nothing is known yet',
      wallHeadline: 'Waiting for the first answer',
      wallDetail: 'none of 4 nodes is responding',
      executiveSentence: 'No server has been seen yet.',
      executiveSecond: 'Whether live updates work is not known.',
      sign: 'Waiting',
    },
  },
  {
    name: 'no nodes in the scope',
    state: fleetSample(nodes()),
    scope: { kind: 'group', name: 'nowhere' },
    expected: {
      level: 'blind',
      severity: 'unknown',
      headline: 'No nodes are known here',
      detail: 'nothing is judged',
      wallHeadline: 'No nodes',
      wallDetail: 'nothing is judged',
      executiveSentence: 'No servers are being watched.',
      executiveSecond: '',
      sign: 'No nodes',
    },
  },
  {
    name: 'no node is known, because the source of nodes fails',
    state: fleetSample([], { sources: [PROMETHEUS_DOWN] }),
    expected: {
      level: 'blind',
      severity: 'critical',
      headline: 'Blind: no node is known, Prometheus down',
      detail: 'Prometheus refuses connections; start it.',
      wallHeadline: 'BLIND since 15:04',
      wallDetail: 'no node is known: Prometheus down',
      executiveSentence: 'No server can be seen: Prometheus down.',
      executiveSecond: 'Whether live updates work is not known.',
      sign: '◆ Blind',
    },
  },
  {
    name: 'no node is known, because the source of nodes has not answered yet',
    state: fleetSample([], { sources: [NO_AGENTS, { ...PROMETHEUS_DOWN, status: 'unknown', error: null }] }),
    expected: {
      level: 'blind',
      severity: 'unknown',
      headline: 'Waiting for the first list of nodes',
      detail: 'nothing is known yet',
      wallHeadline: 'Waiting for the first answer',
      wallDetail: 'no source of nodes has answered yet',
      executiveSentence: 'No server has been seen yet.',
      executiveSecond: 'Whether live updates work is not known.',
      sign: 'Waiting',
    },
  },
  {
    name: 'no node is known any more, though nothing fails',
    state: fleetSample([], { sources: [NO_AGENTS] }),
    expected: {
      level: 'blind',
      severity: 'warning',
      headline: 'No node is known any more',
      detail: 'there were nodes here; no source names one now',
      wallHeadline: 'No nodes any more',
      wallDetail: 'there were nodes here; no source names one now',
      executiveSentence: 'No servers are being watched any more; there were some before.',
      executiveSecond: 'Whether live updates work is not known.',
      sign: 'No nodes',
    },
  },
  {
    name: 'no node was ever known',
    state: fleetSample([], { sources: [NO_AGENTS], everSeen: false }),
    expected: {
      level: 'blind',
      severity: 'unknown',
      headline: 'No nodes are known here',
      detail: 'nothing is judged',
      wallHeadline: 'No nodes',
      wallDetail: 'nothing is judged',
      executiveSentence: 'No servers are being watched.',
      executiveSecond: '',
      sign: 'No nodes',
    },
  },
  {
    name: 'a restart while every agent is down',
    state: fleetSample(nodes({ all: NEVER_HEARD }).map(withoutValues)),
    expected: {
      level: 'blind',
      severity: 'critical',
      headline: 'Blind: no node is responding',
      detail: 'ws-1, ws-2 and 2 more: ws-1 refuses connections · nothing heard since Stormdeck started',
      wallHeadline: 'BLIND',
      wallDetail: 'none of 4 nodes is responding',
      executiveSentence: 'No server can be seen.',
      executiveSecond: 'Whether live updates work is not known.',
      sign: '◆ Blind',
    },
  },
  {
    name: 'warning',
    state: fleetSample(nodes({ 'ws-2': { connections: 37_000, socketsCloseWait: 140 } })),
    expected: {
      level: 'warning',
      severity: 'warning',
      headline: 'ws-2: pool at 74 % of its limit',
      detail: 'ws-2: 140 sockets in CLOSE_WAIT · no storm · 4 of 4 nodes responding',
      wallHeadline: '1 of 4 nodes over a warning level',
      wallDetail: 'ws-2: pool at 74 % of its limit, and 1 more · no storm',
      executiveSentence: 'One of four servers needs attention; there is no storm.',
      executiveSecond: 'Server ws-2: pool at 74 % of its limit. Live updates run at full service.',
      sign: '▲ Warning',
    },
  },
  {
    name: 'critical',
    state: fleetSample(
      nodes({
        'ws-2': {
          connections: 47_000,
          socketsCloseWait: 140,
          timeToFullMs: 45_000,
          fullsFirst: 'connections',
        },
      }),
    ),
    expected: {
      level: 'critical',
      severity: 'critical',
      headline: 'ws-2: pool at 94 % of its limit',
      detail: 'ws-2: pool full in 45 s · ws-2: 140 sockets in CLOSE_WAIT',
      wallHeadline: '1 of 4 nodes near a limit',
      wallDetail: 'ws-2: pool at 94 % of its limit, and 2 more',
      executiveSentence:
        'One of four servers is near a limit. One of four servers will be full in less than a minute at the present rate.',
      executiveSecond: 'Server ws-2: pool at 94 % of its limit. Live updates run at full service.',
      sign: '◆ Critical',
    },
  },
  {
    name: 'two orders: one for a group, one for a node, each with its own tier, person and end',
    state: fleetSample(
      nodes({
        'ws-1': { group: 'eu', ...REDUCED },
        'ws-2': { group: 'eu', ...REDUCED },
        'ws-4': { ...REDUCED, orderedTier: 3, effectiveTier: 3, tierSince: SAMPLE_AT - 60_000 },
      }),
      ordered(
        leaseSample({
          id: 'lease-2',
          tier: 3,
          scope: { kind: 'node', name: 'ws-4' },
          by: 'ana',
          reason: '',
          startedAt: SAMPLE_AT - 61_000,
          endsAt: SAMPLE_AT + 300_000,
        }),
        leaseSample({ scope: { kind: 'group', name: 'eu' } }),
      ),
    ),
    expected: {
      level: 'degraded',
      severity: 'ordered',
      headline: 'Ordered on purpose: tier 3 on ws-4 and tier 2 on eu',
      detail:
        'Tier 3 — server-sent events on ws-4, ends in 5:00 · Tier 2 — reduced on eu, ends in 11:29 · tier 3 by ana at 15:05:39 · tier 2 by on-call at 15:03:09: “shed broadcasts” · no storm',
      wallHeadline: '2 orders in force, up to tier 3',
      wallDetail:
        'Tier 3 — server-sent events on ws-4, ends in 5:00 · Tier 2 — reduced on eu, ends in 11:29 · no storm',
      executiveSentence:
        'Live updates have been limited for 11,300 connections since 15:05, and have been reduced for 22,500 connections since 15:03.',
      executiveSecond:
        'Ana has switched one of four servers to limited service, which ends automatically at 15:11 unless extended. On-call has switched two of four servers to reduced service, which ends automatically at 15:18 unless extended. There is no storm.',
      sign: 'Degraded',
    },
  },
  {
    name: 'manual refresh, and a node that protects itself below what is ordered',
    state: fleetSample(
      nodes({
        'ws-1': { effectiveTier: 5, orderedTier: 5, tierSince: SAMPLE_AT - 30_000 },
        'ws-2': { effectiveTier: 3, localReason: 'memory', tierSince: null, sessionsUnderRatio: null },
      }),
      ordered(leaseSample({ tier: 5, scope: { kind: 'node', name: 'ws-1' }, reason: '' })),
    ),
    expected: {
      level: 'degraded',
      severity: 'ordered',
      headline: 'Tier 5 (Manual refresh) is ordered on ws-1, on purpose',
      detail:
        'Tier 5 — manual refresh on ws-1, ends in 11:29 · ws-2 at tier 3 (local protection: memory) · by on-call at 15:03:09 · no storm',
      wallHeadline: 'Tier 5 on 1 of 4 nodes, on purpose',
      wallDetail:
        'Tier 5 — manual refresh on ws-1, ends in 11:29 · ws-2 at tier 3 (local protection: memory) · no storm',
      executiveSentence:
        'Live updates have been off, refreshed by hand only, for 12,400 connections since 15:06, and are limited on one of four servers.',
      executiveSecond:
        'On-call has switched one of four servers to manual refresh, which ends automatically at 15:18 unless extended. There is no storm.',
      sign: 'Degraded',
    },
  },
  {
    name: 'coarse samples do not hide a warning',
    state: fleetSample(
      nodes({
        all: { stormState: 'cannot-tell', source: 'prometheus', resolutionMs: 15_000, effectiveTier: null },
        'ws-2': { connections: 37_000 },
      }),
    ),
    expected: {
      level: 'warning',
      severity: 'warning',
      headline: 'ws-2: pool at 74 % of its limit',
      detail: 'no storm verdict for ws-1, ws-2 and 2 more (15 s samples) · 4 of 4 nodes responding',
      wallHeadline: '1 of 4 nodes over a warning level',
      wallDetail:
        'ws-2: pool at 74 % of its limit · no storm verdict for ws-1, ws-2 and 2 more (15 s samples)',
      executiveSentence: 'One of four servers needs attention.',
      executiveSecond:
        'Server ws-2: pool at 74 % of its limit. Short bursts on all four servers cannot be detected.',
      sign: '▲ Warning',
    },
  },
  {
    name: 'a node is silent, and bursts on the others cannot be told',
    state: fleetSample(
      silent(
        nodes({
          all: { stormState: 'cannot-tell', source: 'prometheus', resolutionMs: 15_000, effectiveTier: null },
          'ws-1': { connections: 37_000 },
        }),
        'ws-4',
      ),
    ),
    expected: {
      level: 'partly-blind',
      severity: 'warning',
      headline: 'ws-4 cannot be read — 3 of 4 nodes seen',
      detail:
        'ws-4: no data since 15:06:31 · no storm verdict for ws-1, ws-2 and ws-3 (15 s samples) · ws-1: pool at 74 % of its limit',
      wallHeadline: '1 of 4 nodes not seen',
      wallDetail: 'no storm verdict for ws-1, ws-2 and ws-3 (15 s samples) · ws-1: pool at 74 % of its limit',
      executiveSentence:
        'One of four servers cannot be seen. Short bursts on three of four servers cannot be detected.',
      executiveSecond: 'Server ws-1: pool at 74 % of its limit.',
      sign: '▲ Partly blind on ws-4',
    },
  },
  {
    name: 'critical without a limit: the breaker of authentication is open',
    state: fleetSample(nodes({ 'ws-2': { authBreaker: 'open' } })),
    expected: {
      level: 'critical',
      severity: 'critical',
      headline: 'ws-2: authentication circuit breaker is open',
      detail: '',
      wallHeadline: '1 of 4 nodes critical',
      wallDetail: 'ws-2: authentication circuit breaker is open',
      executiveSentence: 'One of four servers is in a critical state.',
      executiveSecond:
        'Server ws-2: authentication circuit breaker is open. Live updates run at full service.',
      sign: '◆ Critical',
    },
  },
  {
    name: 'calm without known limits',
    state: fleetSample(
      nodes({
        all: { connectionLimit: null, softLimit: null, warnLimit: null, descriptorLimit: null },
      }),
    ),
    expected: {
      level: 'calm',
      severity: 'normal',
      headline: 'Calm — 12 attempts/s',
      detail: '4 of 4 nodes responding · 31 KB per connection · no threshold is reached',
      wallHeadline: 'Calm',
      wallDetail: 'no threshold is reached',
      executiveSentence: 'All green: live updates run at full service for 49,380 connections.',
      executiveSecond: 'All four servers are responding, and no warning level is reached.',
      sign: 'Calm',
    },
  },
]

describe('every state in the words of every screen', () => {
  test.each(CASES)('$name', ({ state, scope = FLEET, expected }) => {
    const { since, stormId, nodesInStorm, silentNodes, ...told } = verdictOf(state, scope)
    expect(told).toEqual(expected)
  })

  test('no level is left out', () => {
    expect(new Set(CASES.map(({ expected }) => expected.level))).toEqual(new Set(VERDICT_LEVELS))
  })
})

describe('what goes with the words', () => {
  test('a storm that grows is not announced with every node that joins it', () => {
    const signOf = (storming: readonly number[]) => {
      const list = Array.from({ length: 60 }, (_, i) =>
        nodeSample(`ws-${i + 1}`, storming.includes(i + 1) ? STORMY : {}),
      )
      const storm = stormSample({ nodes: storming.map(number => `ws-${number}`) })
      return judgementOf(fleetSample(list, { storms: [storm] }), FLEET).sign
    }
    const many = Array.from({ length: 47 }, (_, i) => i + 13)
    expect(signOf(many)).toBe('◆ Storm on ws-13 and others')
    expect(signOf([...many, 60])).toBe(signOf(many))
    // The first one is the first to be in it, so that a node higher in the list changes nothing either.
    expect(signOf([...many, 2])).toBe(signOf(many))
    expect(signOf(many.slice(1))).toBe('◆ Storm on ws-14 and others')
  })

  test('while the server is not heard, no node is blamed for it', () => {
    const mixed = nodes({ 'ws-1': SCRAPED, 'ws-2': { connections: 47_000 } })
    const verdict = verdictOf(agedFleet(fleetSample(mixed), 20_000), FLEET)
    expect(verdict).toMatchObject({ level: 'blind', silentNodes: [], since: SAMPLE_AT })
    const { headline, detail, wallHeadline, wallDetail, executiveSentence, executiveSecond, sign } = verdict
    const words = [headline, detail, wallHeadline, wallDetail, executiveSentence, executiveSecond, sign]
    expect(words.join(' ')).not.toMatch(/ws-\d/)
  })

  test('a server that is not heard is lost also where it had no nodes', () =>
    expect(verdictOf(agedFleet(fleetSample([]), 20_000), FLEET)).toMatchObject({
      level: 'blind',
      severity: 'critical',
      sign: '◆ Blind',
      headline: expect.stringContaining("Stormdeck's server not heard"),
    }))

  test('a storm is named, with its nodes, since its first moment', () => {
    const verdict = verdictOf(fleetSample(nodes(STORM), { storms: [stormSample()] }), FLEET)
    expect(verdict).toMatchObject({
      stormId: 'storm-1',
      nodesInStorm: ['ws-2', 'ws-3'],
      silentNodes: [],
      since: SAMPLE_AT - 259_000,
    })
  })

  test('a node that was in a storm and is seen calm is not in it, wherever else it runs', () => {
    for (const state of ['storm', 'clearing'] as const) {
      const fleet = fleetSample(nodes({ 'ws-2': STORMY }), { storms: [stormSample({ state })] })
      const verdict = verdictOf(fleet, { kind: 'node', name: 'ws-3' })
      expect(verdict).toMatchObject({
        level: 'calm',
        stormId: null,
        headline: expect.stringMatching(/^Calm/),
      })
    }
  })

  test.each([
    ['clearing', CLEARING],
    ['untold', SCRAPED],
  ])('a scope where a storm of elsewhere is %s is recovering, and no storm is running in it', (_, over) => {
    const fleet = fleetSample(nodes({ 'ws-2': STORMY, 'ws-3': over }), { storms: [stormSample()] })
    const verdict = verdictOf(fleet, { kind: 'node', name: 'ws-3' })
    expect(verdict).toMatchObject({
      level: 'recovering',
      stormId: 'storm-1',
      wallHeadline: expect.stringContaining('1 of 1 node'),
    })
    expect(verdict.headline).toContain('Storm on ws-3')
  })

  test('a storm is never reported without its nodes', () => {
    const states: Over[] = [{}, STORMY, CLEARING, SCRAPED, { stormState: 'suspected' }]
    for (const state of ['storm', 'clearing'] as const)
      for (const two of states)
        for (const three of states)
          for (const quiet of [[], ['ws-2'], ['ws-2', 'ws-3']])
            for (const name of ['ws-2', 'ws-3']) {
              const list = silent(nodes({ 'ws-2': two, 'ws-3': three }), ...quiet)
              const fleet = fleetSample(list, { storms: [stormSample({ state })] })
              for (const scope of [FLEET, { kind: 'node', name } as const]) {
                const verdict = verdictOf(fleet, scope)
                if (verdict.level !== 'storm' && verdict.level !== 'recovering') continue
                expect(verdict.headline).toMatch(/torm on ws-/)
                expect(verdict.sign).toMatch(/ on ws-/)
                expect(verdict.wallHeadline).toMatch(/on [1-4] of/)
                expect(verdict.executiveSentence).not.toMatch(/\bno of\b/)
              }
            }
  })

  test('a storm on a node that only fills is not said to fill the pool soon, as its panel does not', () => {
    const filling: Over = { ...STORMY, connections: 20_000, connectionLimit: 50_000, timeToFullMs: 60_000 }
    const verdict = verdictOf(fleetSample(nodes({ 'ws-2': filling }), { storms: [stormSample()] }), FLEET)
    expect([verdict.level, verdict.headline, verdict.wallDetail].join(' ')).not.toContain('full')
  })

  test('a mean of a node whose attempts are hidden is a lower bound', () => {
    const lower: Over = { ...STORMY, lowerBound: true, lowerBoundWhy: 'descriptors are full' }
    const state = fleetSample(nodes({ 'ws-2': STORMY, 'ws-3': lower }), { storms: [stormSample()] })
    expect(verdictOf(state, FLEET).detail).toContain('60 s mean ≥ 371/s')
  })

  test('nodes that are silent for the same reason share it, and none is left out', () => {
    const refused: Over = { reach: 'refused', error: 'The agent refused the token.' }
    const all = nodes({ all: refused }).map(withoutValues)
    expect(verdictOf(fleetSample(all), FLEET).detail).toContain(
      'ws-1, ws-2 and 2 more: The agent refused the token.',
    )
    const each = nodes().map(node => withoutValues({ ...node, reach: 'refused', error: `No ${node.id}.` }))
    expect(verdictOf(fleetSample(each), FLEET).detail).toContain('1 more for other reasons')
  })

  test('clock times are written in the chosen zone', () => {
    const state = fleetSample(nodes(STORM), { storms: [stormSample()] })
    expect(verdictOf(state, FLEET, 'Asia/Kolkata').detail).toContain('Burst at 20:32:21')
  })

  test('a storm that has ended, or only a suspicion, is not told', () => {
    for (const state of ['ended', 'suspected'] as const)
      expect(verdictOf(fleetSample(nodes(), { storms: [stormSample({ state })] }), FLEET).level).toBe('calm')
  })

  test.each([
    [{ firedBy: 'burst' }, 'Burst at 15:02:21'],
    [{ firedBy: 'sustained', burst: false }, 'Above the 60 s threshold since 15:02:21'],
    [{ firedBy: 'early-warning', burst: true }, 'Burst, first seen at 15:02:21'],
    [{ firedBy: 'early-warning', burst: false }, 'First seen at 15:02:21'],
  ] as const)('which rule fired: %j', (over, words) => {
    const state = fleetSample(nodes(STORM), { storms: [stormSample(over)] })
    expect(verdictOf(state, FLEET).detail).toMatch(new RegExp(`^${words}, peak second 486`))
  })

  test('a version that does not make most of the attempts is not named', () => {
    const state = fleetSample(nodes(STORM), { storms: [stormSample({ topVersionRatio: 0.49 })] })
    const { detail, executiveSecond } = verdictOf(state, FLEET)
    expect(detail + executiveSecond).not.toContain('mobile')
  })

  test('nothing is ever said about people, or about lost data', () => {
    for (const { state, scope = FLEET } of CASES) {
      const { headline, detail, wallHeadline, wallDetail, executiveSentence, executiveSecond } = verdictOf(
        state,
        scope,
      )
      const words = [headline, detail, wallHeadline, wallDetail, executiveSentence, executiveSecond].join(' ')
      expect(words).not.toMatch(/\b(users?|customers?|data loss|lost|getting (worse|better))\b/i)
      expect(words).not.toMatch(/null|undefined|NaN|Infinity/)
    }
  })
})
