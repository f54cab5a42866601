import { WebSocket } from 'ws'
import type { ClientEvents } from '../returning-client.ts'

/** The `WebSocket` that a library is given, which tells of each attempt. */
export function countedSocket(events: ClientEvents): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      events.attempt()
      super(url, protocols, { perMessageDeflate: false })
    }
  } as unknown as typeof WebSocket
}
