import { io } from 'socket.io-client'
import type { ReturningClient } from '../returning-client.ts'

/** Defaults, but WebSocket alone, so that an attempt is one connection, as with the others. */
export const openSocketIo: ReturningClient = (url, events) => {
  const { origin } = new URL(url.replace(/^ws/, 'http'))
  events.attempt()
  const socket = io(origin, { transports: ['websocket'], forceNew: true })
  socket.io.on('reconnect_attempt', () => events.attempt())
  socket.on('connect', () => events.open())
  socket.on('disconnect', () => events.close())
}
