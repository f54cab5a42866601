import { EXPECTED_FOR_MS } from '../collector/collector.ts'
import type { Detection, FoundServer } from './detect-servers.ts'
import { markedName, nameOf } from './node-name.ts'
import { isQueryProblem, PrometheusError, type PrometheusProblem } from './problem.ts'

/** A server with the names it has here, which stay the same as long as it is known. */
export type KnownServer = FoundServer & {
  /** Id of its row: a name that a scope can hold, and no other server's. */
  node: string
  group: string
}

export type ServerListDeps = {
  look: () => Promise<Detection>
  /** Those of these instances that Prometheus has as targets now, whether their scrapes succeed or not. */
  targetsAmong: (instances: readonly string[]) => Promise<ReadonlySet<string>>
  /** Monotonic ms. */
  mono: () => number
}

const LOOK_AGAIN_MS = 60_000
/** With nothing found yet, the first scrape may be about to come. */
const LOOK_AGAIN_EMPTY_MS = 2_000
/** What was too much or not understood a moment ago still is; asking for it is work for Prometheus. */
const LOOK_AGAIN_REFUSED_MS = 15_000
type Entry = { server: KnownServer; unlistedSince: number | null }

/**
 * The servers that are expected: found ones, and those found before, as long as Prometheus still scrapes them and for a
 * while after. Looks at most once a minute; a look that an outage failed is repeated by whoever asks next, a refused one
 * after 15 s. With none known because no kind could be asked for, or because answers came in part, reading fails with
 * the reason.
 */
export function createServerList({ look, targetsAmong, mono }: ServerListDeps) {
  const entries = new Map<string, Entry>()
  let list: Promise<KnownServer[]> | null = null
  let until = 0

  function nameFor(found: FoundServer): string {
    const known = entries.get(found.instance)?.server
    if (known && known.nodeLabel === found.nodeLabel) return known.node
    const name = nameOf(found.nodeLabel)
    const taken = [...entries.values()].some(
      ({ server }) => server.node === name && server.instance !== found.instance,
    )
    return taken ? markedName(name, found.instance) : name
  }

  function take(found: readonly FoundServer[]): void {
    // In the order of their addresses, so that it is always the same one of two that gets the mark.
    for (const server of [...found].sort((a, b) => (a.instance < b.instance ? -1 : 1)))
      entries.set(server.instance, {
        server: { ...server, node: nameFor(server), group: nameOf(server.groupLabel) },
        unlistedSince: null,
      })
  }

  async function forget(missing: readonly string[]): Promise<void> {
    if (missing.length === 0) return
    const listed = await targetsAmong(missing)
    for (const instance of missing) {
      const entry = entries.get(instance)
      if (!entry) continue
      entry.unlistedSince = listed.has(instance) ? null : (entry.unlistedSince ?? mono())
      if (entry.unlistedSince !== null && mono() - entry.unlistedSince > EXPECTED_FOR_MS)
        entries.delete(instance)
    }
  }

  async function read(): Promise<KnownServer[]> {
    const { servers, failed, partial } = await look()
    take(servers)
    if (partial) return partOf(partial)
    const found = new Set(servers.map(server => server.instance))
    const missing = [...entries.values()].filter(
      ({ server }) => !found.has(server.instance) && !failed.has(server.profile.id),
    )
    await forget(missing.map(({ server }) => server.instance))
    const [why] = failed.values()
    if (entries.size === 0 && why) throw why
    return [...entries.values()].map(({ server }) => server)
  }

  /** Of servers that an incomplete answer leaves out nothing is known: they stay. */
  function partOf(partial: PrometheusProblem): KnownServer[] {
    if (entries.size === 0) throw new PrometheusError(partial)
    return [...entries.values()].map(({ server }) => server)
  }

  return (): Promise<KnownServer[]> => {
    if (list && mono() < until) return list
    until = mono() + LOOK_AGAIN_MS
    const reading = read()
    list = reading
    reading.then(
      known => {
        if (known.length === 0) until = mono() + LOOK_AGAIN_EMPTY_MS
      },
      error => {
        // A file of ours that is missing costs Prometheus nothing.
        const refused = isQueryProblem(error) && error.problem.kind !== 'secret'
        until = refused ? mono() + LOOK_AGAIN_REFUSED_MS : 0
      },
    )
    return reading
  }
}
