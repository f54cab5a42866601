import type { NodeReading } from '../../domain/node-reading.ts'

/** What a row says of its node, as long as it can be seen. */
export type NodeValues = Omit<
  NodeReading,
  | 'id'
  | 'group'
  | 'adapter'
  | 'agentVersion'
  | 'demo'
  | 'insecure'
  | 'limitsMode'
  | 'source'
  | 'resolutionMs'
  | 'reach'
  | 'error'
  | 'ageMs'
  | 'lastSeenAt'
  | 'attemptsLastSecond'
  | 'attemptsPerSecondMean60s'
  | 'lowerBound'
  | 'lowerBoundWhy'
  | 'stormState'
  | 'stormSince'
  | 'burst'
  | 'sustained'
  | 'observedMs'
  | 'burstThresholdAttempts'
  | 'sustainedThresholdPerSecond'
>

/** A node that cannot be seen: everything is unknown, and nothing is zero. */
export const NO_VALUES: NodeValues = {
  connections: null,
  connectionLimit: null,
  softLimit: null,
  warnLimit: null,
  reducedSessions: null,
  queued: null,
  zombies: null,
  unfinishedHandshakes: null,
  sessionsLast60s: null,
  memoryPerConnectionBytes: null,
  memoryMethod: null,
  rssBytes: null,
  memoryLimitBytes: null,
  attemptsPeakPerSecond: null,
  attemptsPeakAt: null,
  plannedPerSecond: null,
  establishedPerSecond: null,
  closedPerSecond: null,
  rejectedPerSecond: null,
  wouldRejectPerSecond: null,
  timeToFullMs: null,
  fullsFirst: null,
  fillingKnown: false,
  descriptorsOpen: null,
  descriptorLimit: null,
  socketsEstablished: null,
  socketsTimeWait: null,
  socketsCloseWait: null,
  acceptQueue: null,
  listenOverflows: null,
  latencyMsP95: null,
  latencyMsP99: null,
  sendBufferBytesP95: null,
  loopLagMsP99: null,
  cpuRatio: null,
  authPerSecond: null,
  authBreaker: null,
  orderedTier: null,
  effectiveTier: null,
  tierSince: null,
  enforcesUpTo: null,
  localReason: null,
  localLongestMs: null,
  tierRevision: null,
  tierEpoch: null,
  tierIssuer: null,
  tierDurable: null,
  sessionsUnderRatio: null,
  protocolShareRatio: null,
  capacityPerSecond: null,
  topAddressShareRatio: null,
  topVersion: null,
  topVersionRatio: null,
  topRejectReason: null,
  topCloseReason: null,
  warnings: 0,
}
