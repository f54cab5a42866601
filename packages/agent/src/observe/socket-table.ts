import type { AgentStatus } from '@stormdeck/protocol'
import { Listeners } from './listeners.ts'
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
/** A reading is followed by this many times its length without one. */
const IDLE_RATIO = 100
/** A row has 150 characters; with 100,000 sockets on both tables this is what has to be read. */
const MAX_TABLE_BYTES = 64 * 1024 * 1024

/**
 * TCP sockets of the served ports by state, and how many connections wait to be accepted, from /proc/net/tcp and
 * tcp6. Read off the main thread, and seldom enough to take at most a hundredth of the time.
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
        this.#dueAtMs = nowMs + Math.max(2_000, (performance.now() - startedAt) * IDLE_RATIO)
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

const NEW_LINE = 0x0a
const COLON = 0x3a
const IPV4_DIGITS = 8
const IPV6_DIGITS = 32
/** A row has at most 150 characters in tcp and about 180 in tcp6. */
const MAX_ROW_BYTES = 512

/**
 * Counts rows as they come in, over the edges of chunks. On the bytes themselves: as strings, the rows of 20,000
 * sockets would be most of the garbage of an idle server.
 */
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
  readonly #listeners = new Listeners()
  /** The beginning of a row whose end is in the next chunk. */
  readonly #rest = Buffer.alloc(MAX_ROW_BYTES)
  #restBytes = 0

  constructor(ports: ReadonlySet<number>) {
    this.#ports = ports
  }

  chunk(bytes: Buffer): void {
    let from = 0
    for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, from)) {
      if (this.#restBytes > 0) {
        this.#keep(bytes, from, end)
        this.endOfFile()
      } else {
        this.#row(bytes, from, end)
      }
      from = end + 1
    }
    this.#keep(bytes, from, bytes.length)
  }

  endOfFile(): void {
    this.#row(this.#rest, 0, this.#restBytes)
    this.#restBytes = 0
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    this.#restBytes += bytes.copy(this.#rest, this.#restBytes, from, Math.min(to, from + MAX_ROW_BYTES))
  }

  /** `  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 …`: local, remote, state, tx:rx queue. */
  #row(bytes: Buffer, from: number, to: number): void {
    // By their places, since a search for each of them was half of what a table of 60,000 rows costs.
    let number = from
    while (number < to && bytes[number] !== COLON) number++
    const digits = bytes[number + 2 + IPV4_DIGITS] === COLON ? IPV4_DIGITS : IPV6_DIGITS
    const local = number + 2 + digits
    const remote = local + 6 + digits
    if (remote + 26 > to || bytes[local] !== COLON || bytes[remote] !== COLON) return
    const port = hexAt(bytes, local + 1, 4)
    if (!this.#ports.has(port)) return
    const state = hexAt(bytes, remote + 6, 2)
    if (state === LISTEN) {
      this.#listeners.note(bytes, number + 2, local, port)
      this.acceptQueue = (this.acceptQueue ?? 0) + hexAt(bytes, remote + 18, 8)
    } else if (this.#listeners.mayHave(bytes, number + 2, local, port)) this.states[STATE[state] ?? 'other']++
  }
}

/** Upper-case hexadecimal, as the kernel writes it. */
function hexAt(bytes: Buffer, at: number, digits: number): number {
  let value = 0
  for (let index = at; index < at + digits; index++) {
    const code = bytes[index] as number
    value = value * 16 + (code < COLON ? code - 0x30 : code - 0x37)
  }
  return value
}
