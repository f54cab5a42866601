import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** What is held back on a road. */
export type HeldBytes = {
  /** Settles when something is. */
  caught: Promise<void>
  /** Lets it arrive, late, also where whoever sent it has given it up or is gone. */
  release(): void
}

/** A TCP road to one port that can be cut (open connections are destroyed and new ones refused), or on which requests can be held back. */
export type CuttableRoad = {
  port: number
  cut: boolean
  /** Holds back every request from now on that begins with this, and what follows it on its connection. */
  hold(opening: string): HeldBytes
  drop(): void
  close(): Promise<void>
}

export async function openRoad(target: () => number): Promise<CuttableRoad> {
  const open = new Set<Socket>()
  let holding: { opening: string; caught: () => void; waiting: (() => void)[] } | null = null

  /** Passes on what a client sends; what is held waits in it, past the end of the client's connection. */
  function createGate() {
    const state = { holds: false }
    const stream = new Transform({
      transform: (bytes: Buffer, _, done) => {
        const pass = () => {
          state.holds = false
          done(null, bytes)
        }
        if (holding === null || !bytes.toString('latin1').startsWith(holding.opening)) return pass()
        state.holds = true
        holding.waiting.push(pass)
        holding.caught()
      },
    })
    return { state, stream }
  }

  const server = createServer(from => {
    if (road.cut) return void from.destroy()
    const to = connect(target(), '127.0.0.1')
    const { state, stream } = createGate()
    from.pipe(stream).pipe(to)
    to.pipe(from)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      const lose = () => {
        if (one === to || !state.holds) other.destroy()
      }
      one.on('error', lose)
      one.on('close', () => {
        open.delete(one)
        lose()
      })
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const road: CuttableRoad = {
    port: (server.address() as AddressInfo).port,
    cut: false,
    hold: opening => {
      let caught = () => {}
      const first = new Promise<void>(resolve => {
        caught = resolve
      })
      const held = { opening, caught, waiting: [] as (() => void)[] }
      holding = held
      return {
        caught: first,
        release: () => {
          holding = null
          for (const pass of held.waiting.splice(0)) pass()
        },
      }
    },
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
