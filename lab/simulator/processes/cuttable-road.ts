import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP road to one port that can be cut: open connections are destroyed and new ones refused. */
export type CuttableRoad = { port: number; cut: boolean; drop(): void; close(): Promise<void> }

export async function openRoad(target: () => number): Promise<CuttableRoad> {
  const open = new Set<Socket>()
  const server = createServer(from => {
    if (road.cut) return void from.destroy()
    const to = connect(target(), '127.0.0.1')
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const road: CuttableRoad = {
    port: (server.address() as AddressInfo).port,
    cut: false,
    drop: () => {
      for (const socket of open) socket.destroy()
    },
    close: () => {
      road.drop()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return road
}
