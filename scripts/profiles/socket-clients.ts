import { WebSocket } from 'ws'
import { CHURN_EVERY_MS, CLIENTS } from './running-server.ts'

/** Real WebSocket clients that talk; one leaves and returns every 100 ms. */
export async function connectSockets(url: string): Promise<{ stop: () => void }> {
  const open = (): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url)
      socket.once('open', () => resolve(socket))
      socket.once('error', reject)
    })
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, open))
  const churn = setInterval(() => {
    for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.send('hello')
    const leaving = sockets.shift()
    leaving?.close()
    open().then(
      socket => sockets.push(socket),
      () => {},
    )
  }, CHURN_EVERY_MS)
  return {
    stop() {
      clearInterval(churn)
      for (const socket of sockets) socket.terminate()
    },
  }
}
