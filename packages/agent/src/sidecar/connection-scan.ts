import { Listeners } from '../observe/listeners.ts'

type Row = { local: string; port: number; peer: string; state: string; inode: string }

const ESTABLISHED = '01'
const LISTEN = '0A'

/** Rows of /proc/net/tcp: local end and its port, both ends, state, inode. */
function* rows(table: string): Generator<Row> {
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/)
    if (!local || !remote || !state || !inode) continue
    yield { local, port: Number.parseInt(local.slice(-4), 16), peer: `${local}-${remote}`, state, inode }
  }
}

/** Ports that one of these sockets listens on. */
export function listeningPorts(tables: readonly string[], inodes: ReadonlySet<string>): Set<number> {
  const found = tables.flatMap(table =>
    [...rows(table)].filter(row => row.state === LISTEN && inodes.has(row.inode)),
  )
  return new Set(found.map(row => row.port))
}

/** Tells arrivals and departures from one look at the tables to the next. What came and went in between is not seen. */
export class ConnectionScan {
  #known: Set<string> | null = null

  get current(): number | null {
    return this.#known?.size ?? null
  }

  /** Nothing could be read: from here on it is unknown who is there. */
  lose(): void {
    this.#known = null
  }

  look(tables: readonly string[], ports: ReadonlySet<number>): { came: number; went: number } {
    const now = new Set<string>()
    const listeners = new Listeners()
    for (const table of tables) {
      for (const { local, port, peer, state } of rows(table)) {
        if (!ports.has(port)) continue
        const address = Buffer.from(local.slice(0, local.indexOf(':')))
        if (state === LISTEN) listeners.note(address, 0, address.length, port)
        else if (state === ESTABLISHED && listeners.mayHave(address, 0, address.length, port)) now.add(peer)
      }
    }
    const before = this.#known
    this.#known = now
    // Whoever was there at the first look did not arrive in it.
    if (before === null) return { came: 0, went: 0 }
    let came = 0
    for (const peer of now) if (!before.has(peer)) came++
    return { came, went: before.size - (now.size - came) }
  }
}
