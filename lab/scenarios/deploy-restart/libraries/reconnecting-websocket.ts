import ReconnectingWebSocket from 'reconnecting-websocket'
import type { ReturningClient } from '../returning-client.ts'
import { countedSocket } from './counted-socket.ts'

/**
 * Defaults. The shortest delay is documented as 1,000 + random × 4,000 ms and drawn when the module loads, once a
 * page; a process that plays thousands of pages has to draw it for each.
 */
export const openReconnectingWebSocket: ReturningClient = (url, events) => {
  const socket = new ReconnectingWebSocket(url, [], {
    WebSocket: countedSocket(events),
    minReconnectionDelay: 1_000 + Math.random() * 4_000,
  })
  socket.addEventListener('open', () => events.open())
  socket.addEventListener('close', () => events.close())
}
