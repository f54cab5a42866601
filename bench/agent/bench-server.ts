import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { upgradeRequest } from '../../packages/agent/src/testing/upgrade-request.ts'
import type { Asked, Mode, Reading } from './server-process.ts'

/** A server in a process of its own, so that only its CPU is counted. */
export class BenchServer {
  readonly #child: ChildProcess
  /** Of the agent inside; `null` where there is none. */
  readonly metricsUrl: string | null
  readonly #port: number
  readonly #mode: Mode
  #sockets: Socket[] = []
  /** Knocks so far: each has an address and a client key of its own. */
  #knocks = 0

  private constructor(child: ChildProcess, port: number, controlPort: number | null, mode: Mode) {
    this.#child = child
    this.#port = port
    this.metricsUrl = controlPort === null ? null : `http://127.0.0.1:${controlPort}/metrics`
    this.#mode = mode
  }

  static async start(mode: Mode): Promise<BenchServer> {
    const child = fork(new URL('server-process.ts', import.meta.url), [mode])
    const [{ port, controlPort }] = await once(child, 'message')
    return new BenchServer(child, port, controlPort, mode)
  }

  async ask(asked: Asked): Promise<Reading> {
    this.#child.send(asked)
    const [reading] = await once(this.#child, 'message')
    return reading
  }

  /** Opens `count` connections, `atOnce` at a time; each is answered (101 or a refusal) before it counts. */
  async knock(count: number, atOnce = 50): Promise<void> {
    let left = count
    const next = async (): Promise<void> => {
      while (left-- > 0) await this.#knockOnce()
    }
    await Promise.all(Array.from({ length: atOnce }, next))
  }

  /** Lets go of all connections and waits until the server has, too. */
  async leave(): Promise<void> {
    // By a reset: tens of thousands of them in TIME_WAIT would be work for whoever reads the host's sockets.
    for (const socket of this.#sockets) socket.resetAndDestroy()
    this.#sockets = []
    while ((await this.ask('read')).connections > 0) await setTimeout(10)
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.resetAndDestroy()
    this.#child.disconnect()
    await once(this.#child, 'exit')
  }

  #knockOnce(): Promise<void> {
    const n = this.#knocks++
    const path = this.#mode === 'socket.io' ? '/socket.io/?EIO=4&transport=websocket' : '/?'
    const socket = connect({
      port: this.#port,
      // Over several addresses, since ports run out on one (and connecting gets slow long before).
      host: `127.0.1.${1 + (n % 8)}`,
      // Each from one of its own, as clients come: all from one would be a single entry in every table.
      localAddress: `127.${64 + ((n >> 14) & 63)}.${(n >> 7) & 127}.${1 + (n & 127)}`,
    })
    this.#sockets.push(socket)
    socket.on('error', () => {})
    return new Promise(resolve => {
      socket.once('connect', () => socket.write(upgradeRequest(`${path}&user=${n}`)))
      socket.once('data', () => {
        if (this.#mode.endsWith('refusing')) socket.resetAndDestroy()
        resolve()
      })
      socket.once('close', () => resolve())
    })
  }
}
