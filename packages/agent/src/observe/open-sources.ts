import type { StatusSources } from '../status/status-sources.ts'
import { Descriptors } from './descriptors.ts'
import { hostLimits, hostWarning } from './host-limits.ts'
import { LoopLag } from './loop-lag.ts'
import { LowerBound } from './lower-bound.ts'
import { NetCounters } from './net-counters.ts'
import { ProcessGauges } from './process-gauges.ts'
import { SendBuffers } from './send-buffers.ts'
import { SocketTable } from './socket-table.ts'

type Readers =
  | 'gauges'
  | 'descriptors'
  | 'net'
  | 'sockets'
  | 'lag'
  | 'sendBuffers'
  | 'lowerBound'
  | 'hostWarning'

/** Opens everything that is read of process and host, now, while there are descriptors to open it with. */
export function openSources(given: Omit<StatusSources, Readers>): StatusSources {
  const nowMs = given.core.now()
  const descriptors = new Descriptors()
  return {
    ...given,
    gauges: new ProcessGauges(nowMs),
    descriptors,
    net: new NetCounters(),
    sockets: new SocketTable(),
    lag: new LoopLag(nowMs),
    sendBuffers: new SendBuffers(),
    lowerBound: new LowerBound(),
    hostWarning: hostWarning(hostLimits(descriptors)),
  }
}

export function closeSources({ gauges, descriptors, net, sockets, lag }: StatusSources): void {
  for (const reader of [gauges, descriptors, net, sockets, lag]) reader.close()
}
