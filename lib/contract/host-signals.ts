import { array, type Infer, nullable, number, object, record, text } from '@stormdeck/protocol'

/** Why a node has no exporter of its machine, in one sentence of so many characters at most. */
export const MAX_WHY_UNJOINED = 400
export const whyUnjoinedShape = text(MAX_WHY_UNJOINED)

/**
 * What the machine under a node says of itself (node_exporter or netdata through Prometheus), joined by host. Host-wide:
 * every process of the machine is in it. `null` is unknown.
 */
export const hostSignalsShape = object({
  host: text(253),
  /** Which exporter said it, for people. */
  from: text(120),
  /** Age of the newest sample, ms. */
  sampleAgeMs: nullable(number(0)),
  established: nullable(number(0)),
  timeWait: nullable(number(0)),
  /** Sockets by TCP state; empty where the exporter does not count them (`--collector.tcpstat`). */
  states: record(number(0), 24),
  /** Accept queues that were full, per second; retries are counted, and it is host-wide (facts.md, M2). */
  listenOverflowsPerSecond: nullable(number(0)),
  listenDropsPerSecond: nullable(number(0)),
  conntrackEntries: nullable(number(0)),
  conntrackMax: nullable(number(0)),
  descriptorsOpen: nullable(number(0)),
  descriptorLimit: nullable(number(0)),
  memoryAvailableBytes: nullable(number(0)),
  cpuCores: nullable(number(0)),
  /** What is not known, and why. */
  missing: array(text(300), 16),
})
export type HostSignals = Infer<typeof hostSignalsShape>
