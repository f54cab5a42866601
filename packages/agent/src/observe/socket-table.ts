import type { AgentStatus } from '@stormdeck/protocol'
import { ProcFile } from './proc-file.ts'

type SocketStates = NonNullable<AgentStatus['sockets']>
export type SocketReading = { states: SocketStates; acceptQueue: number | null }

/** Numbers of the kernel (include/net/tcp_states.h) and the names of the status. */
const STATE: Record<number, keyof SocketStates> = {
  1: 'established',
  3: 'synRecv',
  4: 'finWait',
  5: 'finWait',
  6: 'timeWait',
  8: 'closeWait',
  9: 'lastAck',
}
const LISTEN = 0x0a
/** A row has 150 characters; with 100,000 sockets on both tables this is what has to be read. */
const MAX_TABLE_BYTES = 64 * 1024 * 1024

/**
 * TCP sockets of the served ports by state, and how many connections wait to be accepted, from /proc/net/tcp and
 * tcp6. Read off the main thread, and seldom enough to take at most a fiftieth of the time.
 */
export class SocketTable {
  readonly #files = ['/proc/self/net/tcp', '/proc/self/net/tcp6'].map(path => new ProcFile(path))
  #reading: SocketReading | null = null
  #busy = false
  #closing = false
  #dueAtMs = 0

  get latest(): SocketReading | null {
    return this.#reading
  }

  /** Starts a reading when one is due. `ports` are the listening ports of the server. */
  refresh(ports: ReadonlySet<number>, nowMs: number): void {
    if (this.#busy || nowMs < this.#dueAtMs || ports.size === 0) return
    this.#busy = true
    const startedAt = performance.now()
    readTables(this.#files, ports)
      .then(reading => {
        this.#reading = reading
      })
      .catch(() => {
        this.#reading = null
      })
      .finally(() => {
        this.#busy = false
        this.#dueAtMs = nowMs + Math.max(2_000, (performance.now() - startedAt) * 50)
        if (this.#closing) this.close()
      })
  }

  close(): void {
    this.#closing = true
    if (this.#busy) return
    for (const file of this.#files) file.close()
  }
}

async function readTables(files: ProcFile[], ports: ReadonlySet<number>): Promise<SocketReading | null> {
  const count = new SocketCount(ports)
  let read = 0
  for (const file of files) {
    if (await file.readChunks(chunk => count.chunk(chunk), MAX_TABLE_BYTES)) read++
    count.endOfFile()
  }
  return read > 0 ? { states: count.states, acceptQueue: count.acceptQueue } : null
}

/** Counts rows as they come in, over the edges of chunks. */
export class SocketCount {
  readonly states: SocketStates = {
    established: 0,
    synRecv: 0,
    finWait: 0,
    timeWait: 0,
    closeWait: 0,
    lastAck: 0,
    other: 0,
  }
  acceptQueue: number | null = null
  readonly #ports: ReadonlySet<number>
  #rest = ''

  constructor(ports: ReadonlySet<number>) {
    this.#ports = ports
  }

  chunk(bytes: Buffer): void {
    const lines = (this.#rest + bytes.toString('latin1')).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#row(line)
  }

  endOfFile(): void {
    this.#row(this.#rest)
    this.#rest = ''
  }

  /** `  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 …`: local, remote, state, tx:rx queue. */
  #row(line: string): void {
    const local = line.indexOf(':', line.indexOf(':') + 1)
    const port = Number.parseInt(line.slice(local + 1, local + 5), 16)
    if (local < 0 || !this.#ports.has(port)) return
    const remote = line.indexOf(':', local + 1)
    const state = Number.parseInt(line.slice(remote + 6, remote + 8), 16)
    if (state === LISTEN) {
      const waiting = Number.parseInt(line.slice(remote + 18, remote + 26), 16)
      this.acceptQueue = (this.acceptQueue ?? 0) + (Number.isNaN(waiting) ? 0 : waiting)
    } else {
      this.states[STATE[state] ?? 'other']++
    }
  }
}
