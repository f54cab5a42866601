import type { FleetState, LeaseInForce, Storm } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'

/** The moment of every sample: 15:06:40 UTC. */
export const SAMPLE_AT = 1_750_000_000_000

/** A node that answers and has nothing wrong with it. */
export function nodeSample(id: string, over: Partial<NodeReading> = {}): NodeReading {
  return {
    id,
    group: 'eu-west',
    adapter: 'ws',
    agentVersion: '0.1.0',
    demo: false,
    insecure: false,
    limitsMode: 'observe',
    reach: 'fresh',
    error: null,
    ageMs: 300,
    lastSeenAt: SAMPLE_AT - 300,
    source: 'agent',
    resolutionMs: null,
    connections: 12_345,
    connectionLimit: 50_000,
    softLimit: 40_000,
    warnLimit: 35_000,
    reducedSessions: 0,
    queued: 0,
    zombies: 0,
    unfinishedHandshakes: 2,
    sessionsLast60s: 12_900,
    memoryPerConnectionBytes: 31_200,
    memoryMethod: 'rss',
    rssBytes: 512_000_000,
    attemptsLastSecond: 3,
    attemptsPerSecondMean60s: 3.2,
    attemptsPeakPerSecond: 9,
    attemptsPeakAt: 1_749_999_990_000,
    plannedPerSecond: 0,
    establishedPerSecond: 3.1,
    closedPerSecond: 3,
    rejectedPerSecond: 0,
    wouldRejectPerSecond: 0,
    lowerBound: false,
    lowerBoundWhy: null,
    stormState: 'calm',
    stormSince: 1_749_999_000_000,
    burst: false,
    sustained: false,
    observedMs: 60_000,
    burstThresholdAttempts: 50,
    sustainedThresholdPerSecond: 100,
    timeToFullMs: null,
    fullsFirst: null,
    fillingKnown: true,
    descriptorsOpen: 12_400,
    descriptorLimit: 65_536,
    socketsEstablished: 12_345,
    socketsTimeWait: 80,
    socketsCloseWait: 0,
    acceptQueue: 0,
    acceptPaused: false,
    listenOverflows: 0,
    latencyMsP95: 12.4,
    latencyMsP99: 18.9,
    sendBufferBytesP95: 0,
    loopLagMsP99: 2.1,
    cpuRatio: 0.31,
    authPerSecond: 3.1,
    authBreaker: 'closed',
    orderedTier: 1,
    effectiveTier: 1,
    tierSince: 1_749_990_000_000,
    enforcesUpTo: 5,
    localReason: null,
    tierRevision: 7,
    tierEpoch: 1,
    tierIssuer: 'store-12345678',
    tierDurable: true,
    sessionsUnderRatio: 1,
    protocolShareRatio: 0.8,
    capacityPerSecond: 2_000,
    topAddressShareRatio: 0.1,
    topVersion: '3.2.0',
    topVersionRatio: 0.7,
    topRejectReason: null,
    topCloseReason: 'client',
    warnings: 0,
    ...over,
  }
}

/** A fleet without orders or storms. */
export function fleetSample(nodes: NodeReading[], over: Partial<FleetState> = {}): FleetState {
  return {
    at: SAMPLE_AT,
    build: 'test',
    demo: false,
    nodes,
    storms: [],
    tier: {
      leases: [],
      revision: 7,
      ordered: 1,
      recommended: null,
      policyMode: 'advise',
      safeToStepUp: { safe: true, why: 'Pool at 25 % and no storm.' },
      applied: { nodes: nodes.length, of: nodes.length, missing: [] },
      mayOrder: { allowed: true, why: null },
    },
    sources: [{ id: 'agents', kind: 'agents', status: 'ok', error: null, since: null }],
    incidents: [],
    ...over,
  }
}

/** A storm that has been running for 4 min 19 s on two nodes. */
export function stormSample(over: Partial<Storm> = {}): Storm {
  return {
    id: 'storm-1',
    nodes: ['ws-2', 'ws-3'],
    state: 'storm',
    startedAt: SAMPLE_AT - 259_000,
    endedAt: null,
    firedBy: 'burst',
    burst: true,
    sustained: true,
    peakPerSecond: 486,
    peakAt: SAMPLE_AT - 238_000,
    attempts: 96_120,
    accepted: 49_800,
    refused: 46_320,
    lowerBound: false,
    topVersion: 'mobile 3.2.0',
    topVersionRatio: 0.834,
    ...over,
  }
}

/** Tier 2 for the fleet, ordered 3 min 31 s ago, with 11:29 left. */
export function leaseSample(over: Partial<LeaseInForce> = {}): LeaseInForce {
  return {
    id: 'lease-1',
    tier: 2,
    scope: { kind: 'fleet', name: null },
    origin: 'person',
    by: 'on-call',
    reason: 'shed broadcasts',
    startedAt: SAMPLE_AT - 211_000,
    endsAt: SAMPLE_AT + 689_000,
    drainPerSecond: null,
    ...over,
  }
}
