import type { AgentStatus } from '@stormdeck/protocol'
import type { AuthGate } from '../auth/auth-gate.ts'
import type { Breakers } from '../auth/breakers.ts'
import type { Core } from '../core.ts'
import type { Descriptors } from '../observe/descriptors.ts'
import type { LoopLag } from '../observe/loop-lag.ts'
import type { LowerBound } from '../observe/lower-bound.ts'
import type { NetCounters } from '../observe/net-counters.ts'
import type { ProcessGauges } from '../observe/process-gauges.ts'
import type { SendBuffers } from '../observe/send-buffers.ts'
import type { SocketTable } from '../observe/socket-table.ts'
import type { TcpDrop } from '../ws/tcp-drop.ts'

/** Of a server that pings for itself. `null` is unknown. */
export type OwnPings = Pick<AgentStatus['heartbeat'], 'pingIntervalMs' | 'boundMs'> & {
  zombies: number | null
}

/** Everything a status is read from. */
export type StatusSources = {
  core: Core
  gauges: ProcessGauges
  descriptors: Descriptors
  net: NetCounters
  sockets: SocketTable
  lag: LoopLag
  sendBuffers: SendBuffers
  lowerBound: LowerBound
  /** Host limits under what 100,000 connections need, as read at the start. */
  hostWarning: AgentStatus['warnings'][number] | null
  breakers: Breakers
  /** The application's authentication; `null`: it has none here. */
  auth: AuthGate | null
  /** Warnings of the adapter, e.g. of its server's options. */
  adapterWarnings: () => AgentStatus['warnings']
  /** Sockets connected that have not finished their handshake; `null`: cannot be seen. */
  unfinishedHandshakes: () => number | null
  /** Refuses at TCP; `null`: nothing does. */
  tcpDrop: TcpDrop | null
  adapter: 'ws' | 'socket.io' | 'mqtt'
  ownPings: (() => OwnPings) | null
  /** It routes messages between its clients; what the application sent itself is not known. */
  routesItself: boolean
  /** The control listener is open beyond loopback without TLS. */
  insecure: boolean
}
