import { type AgentStatus, NAME_PATTERN } from '@stormdeck/protocol'
import type { Clock } from '../clock.ts'
import { type AddressPins, createAddressPins } from '../outbound/pinned-address.ts'
import { type AgentLink, createAgentLink } from './agent-link.ts'
import { AgentNode, type AgentTarget } from './agent-node.ts'
import { pollAgent } from './poll-agent.ts'

/** Most agents that are read; the rest is named in the error of the source. */
export const MAX_AGENTS = 2_000

export type CollectorOptions = {
  clock: Clock
  baseDir: string
  /** Attempts in a second from which an agent answers early; `null` while its storm is known anyway. */
  burstOf(node: AgentNode): number | null
  /** After an answer was taken into the rings; `first` and `last` are the buckets it wrote. */
  onAnswer(node: AgentNode, status: AgentStatus, wrote: { first: number; last: number }): void
  pins?: AddressPins
  link?: (target: AgentTarget, baseDir: string, pins: AddressPins) => AgentLink
}

export type Collector = {
  /** In the order of the targets; those that vanished stay until they are no longer expected. */
  nodes(): readonly AgentNode[]
  node(id: string): { node: AgentNode; link: AgentLink } | null
  /** Brings the set of agents that are read to `targets`. What is gone is marked, and read on while it is expected. */
  setTargets(targets: readonly AgentTarget[]): void
  /** Drops nodes that vanished {@link EXPECTED_FOR_MS} ago. */
  dropVanished(): void
  close(): void
}

/** How long a node that no source lists is still shown as vanished. */
export const EXPECTED_FOR_MS = 15 * 60_000

type Reader = { node: AgentNode; link: AgentLink; stop: () => void }

/** The one reader of all agents of this process, whatever the number of viewers. */
export function createCollector(options: CollectorOptions): Collector {
  const { clock, pins = createAddressPins(), link = createAgentLink } = options
  const readers = new Map<string, Reader>()
  /** Whose answers count under an id: the first that used it. */
  const owners = new Map<string, AgentNode>()

  function start(target: AgentTarget): Reader {
    const node = new AgentNode(target)
    const to = link(target, options.baseDir, pins)
    const stop = pollAgent({
      link: to,
      clock,
      query: () => ({ since: node.cursor, burst: options.burstOf(node) }),
      onStatus(status) {
        const stranger = refusalOf(node, status, owners)
        if (stranger !== null) {
          node.fail(stranger, true)
          return
        }
        owners.set(status.node.id, node)
        options.onAnswer(node, status, node.take(status, clock.now()))
      },
      onFailure: error => node.fail(error.message, error.refused),
    })
    return { node, link: to, stop }
  }

  function drop(url: string, reader: Reader): void {
    reader.stop()
    reader.link.close()
    readers.delete(url)
    for (const [id, node] of owners) if (node === reader.node) owners.delete(id)
  }

  return {
    nodes: () => [...readers.values()].map(reader => reader.node),
    node: id => [...readers.values()].find(reader => reader.node.id === id) ?? null,
    setTargets(targets) {
      const wanted = new Map(targets.slice(0, MAX_AGENTS).map(target => [target.url, target]))
      for (const [url, reader] of readers) {
        const target = wanted.get(url)
        if (target !== undefined && !sameTarget(target, reader.node.target)) drop(url, reader)
        else if (target !== undefined) reader.node.vanishedAt = null
        else reader.node.vanishedAt ??= clock.now()
      }
      for (const [url, target] of wanted) if (!readers.has(url)) readers.set(url, start(target))
    },
    dropVanished() {
      for (const [url, reader] of readers) {
        const { vanishedAt } = reader.node
        if (vanishedAt !== null && clock.now() - vanishedAt > EXPECTED_FOR_MS) drop(url, reader)
      }
    },
    close() {
      for (const [url, reader] of readers) drop(url, reader)
    },
  }
}

const sameTarget = (a: AgentTarget, b: AgentTarget) =>
  a.id === b.id && a.group === b.group && a.readTokenFile === b.readTokenFile && a.caFile === b.caFile

/** Why an answer is not taken as this node's: one row must never show what another node said. */
function refusalOf(
  node: AgentNode,
  status: AgentStatus,
  owners: ReadonlyMap<string, AgentNode>,
): string | null {
  const { url, id } = node.target
  // Names become keys, labels and parts of addresses.
  if (!NAME_PATTERN.test(status.node.id) || !NAME_PATTERN.test(status.node.group))
    return `${url} calls itself or its group something that is not a name; use letters, digits, dots, dashes and underscores`
  const owner = owners.get(status.node.id)
  if (id !== null && id !== status.node.id)
    return `${url} calls itself ${status.node.id} and not ${id}; correct the id there or here`
  if (owner !== undefined && owner !== node)
    return `${url} calls itself ${status.node.id}, as ${owner.target.url} does; give every agent its own id`
  return null
}
