import { WebSocket } from 'ws'
import type { ClientEvents } from '../returning-client.ts'

/** The `WebSocket` that a library is given, which tells of each attempt. */
export function countedSocket(events: ClientEvents): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      events.attempt()
      super(url, protocols, { perMessageDeflate: false })
      // A library that gives an attempt up takes its listeners away first; in Node the error would end the process.
      this.on('error', () => {})
    }
  } as unknown as typeof WebSocket
}
