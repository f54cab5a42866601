type Row = { local: string; port: number; peer: string; state: string; inode: string }

const ESTABLISHED = '01'
const LISTEN = '0A'

/** Rows of /proc/net/tcp: local port, both ends, state, inode. */
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
    // The kernel writes listening sockets before all others (tcp_seq_start).
    const listeners = new Map<number, string[]>()
    for (const table of tables) {
      for (const row of rows(table)) {
        if (!ports.has(row.port)) continue
        if (row.state === LISTEN) listeners.set(row.port, [...(listeners.get(row.port) ?? []), row.local])
        else if (row.state === ESTABLISHED && mayBelong(row, listeners.get(row.port))) now.add(row.peer)
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

const EVERYWHERE = /^0+:/

/**
 * Whether a connection may be of a server that listens there. The port alone is not enough: an outgoing connection of
 * another process may have the same number at another address of the host. Any may while nobody is known to listen.
 */
function mayBelong({ local }: Row, listeners: readonly string[] | undefined): boolean {
  return listeners?.some(listener => listener === local || EVERYWHERE.test(listener)) ?? true
}
