import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Address = { host: string; port: number }

export type Listening = {
  /** `null` until it listens. */
  readonly address: Address | null
  /** Resolves when it listens, or with `null` when the first try failed. Never rejects. */
  readonly ready: Promise<Address | null>
  /** No more tries. What listens already has to be closed by itself. */
  stop(): void
}

/** Before the second try, ms; doubled with each until the last, and up to a half more or less by chance. */
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 5_000

/** How long to wait after this many failed tries, ms. @param random at least 0, below 1 */
export function retryAfterMs(failed: number, random: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failed - 1), LAST_RETRY_MS) * (0.5 + random)
}

/** The address could not be listened on; it is tried again. */
export class CannotListen extends Error {
  readonly code: string | undefined

  constructor({ host, port }: Address, cause: NodeJS.ErrnoException) {
    super(
      `stormdeck: the control listener cannot listen on ${host} port ${port} (${cause.code ?? cause.message}) and tries ` +
        'again every few seconds; until it can, this node has neither status nor metrics and takes no orders',
      { cause },
    )
    this.name = 'CannotListen'
    this.code = cause.code
  }
}

/**
 * Listens as soon as it can: a port may be taken for as long as the process before this one takes to end. Nothing of it
 * keeps the process alive.
 * @param onError called when it cannot, and again only when that is for another reason; also with errors of later
 */
export function keepListening(server: Server, at: Address, onError: (error: unknown) => void): Listening {
  let address: Address | null = null
  let timer: NodeJS.Timeout | undefined
  let failed = 0
  let reported: string | undefined
  let stopped = false
  // Workers of a cluster would share the port, so that whoever asks reaches any one of them.
  const listen = () => server.listen({ ...at, exclusive: true })
  const ready = new Promise<Address | null>(resolve => {
    server.on('listening', () => {
      if (stopped) {
        // It was already on its way when it was closed.
        server.close()
        resolve(null)
        return
      }
      address = { host: at.host, port: (server.address() as AddressInfo).port }
      resolve(address)
    })
    server.on('error', (error: NodeJS.ErrnoException) => {
      resolve(null)
      if (address !== null || stopped) {
        onError(error)
        return
      }
      failed++
      if (failed === 1 || error.code !== reported) onError(new CannotListen(at, error))
      reported = error.code
      timer = setTimeout(listen, retryAfterMs(failed, Math.random()))
      timer.unref()
    })
  })
  server.unref()
  listen()
  return {
    get address() {
      return address
    },
    ready,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
