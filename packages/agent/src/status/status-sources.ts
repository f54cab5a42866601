import type { Core } from '../core.ts'
import type { Descriptors } from '../observe/descriptors.ts'
import type { LoopLag } from '../observe/loop-lag.ts'
import type { NetCounters } from '../observe/net-counters.ts'
import type { ProcessGauges } from '../observe/process-gauges.ts'
import type { SendBuffers } from '../observe/send-buffers.ts'
import type { SocketTable } from '../observe/socket-table.ts'

/** Everything a status is read from. */
export type StatusSources = {
  core: Core
  gauges: ProcessGauges
  descriptors: Descriptors
  net: NetCounters
  sockets: SocketTable
  lag: LoopLag
  sendBuffers: SendBuffers
  /** Sockets connected that have not finished their handshake; `null`: cannot be seen. */
  unfinishedHandshakes: () => number | null
  adapter: 'ws' | 'socket.io' | 'mqtt'
  /** The control listener is open beyond loopback without TLS. */
  insecure: boolean
}
