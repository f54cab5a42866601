import ReconnectingWebSocket from 'partysocket/ws'
import type { ReturningClient } from '../returning-client.ts'
import { countedSocket } from './counted-socket.ts'

/** Defaults. */
export const openPartysocket: ReturningClient = (url, events) => {
  const socket = new ReconnectingWebSocket(url, [], { WebSocket: countedSocket(events) })
  socket.addEventListener('open', () => events.open())
  socket.addEventListener('close', () => events.close())
  socket.addEventListener('error', () => {})
}
