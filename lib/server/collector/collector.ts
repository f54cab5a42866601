import { type AgentStatus, NAME_PATTERN } from '@stormdeck/protocol'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { Clock } from '../clock/clock.ts'
import { type AddressPins, createAddressPins } from '../outbound/pinned-address.ts'
import { type AgentLink, createAgentLink } from './agent-link.ts'
import { AgentNode, type AgentTarget } from './agent-node.ts'
import { pollAgent } from './poll-agent.ts'

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
  /**
   * Brings the set of agents that are read to `targets`. What is gone is marked, and read on while it is expected.
   * @param beyond agents that are expected as well, and too many to list
   */
  setTargets(targets: readonly AgentTarget[], beyond?: number): void
  /** How many agents are not read, because there are more than {@link MAX_NODES}. */
  unread(): number
  /** Drops nodes that vanished {@link EXPECTED_FOR_MS} ago. */
  dropVanished(): void
  close(): void
}

/** How long a node that no source lists is still shown as vanished, and a name is kept for the agent that used it. */
export const EXPECTED_FOR_MS = 15 * 60_000

type Reader = {
  node: AgentNode
  link: AgentLink
  stop: () => void
  /** When its last answer was taken, monotonic ms. */
  heardAt: number
}

/** The one reader of all agents of this process, whatever the number of viewers. */
export function createCollector(options: CollectorOptions): Collector {
  const { clock, pins = createAddressPins(), link = createAgentLink } = options
  const readers = new Map<string, Reader>()
  /** Whose answers count under an id: the target that lists it, by url … */
  let claims: ReadonlyMap<string, string> = new Map()
  /** … else the first that used it. One entry a reader at most. */
  const owners = new Map<string, AgentNode>()
  let unread = 0

  function start(target: AgentTarget): Reader {
    const node = new AgentNode(target)
    const to = link(target, options.baseDir, pins)
    const stop = pollAgent({
      link: to,
      clock,
      query: () => ({ since: node.cursor, burst: options.burstOf(node) }),
      onStatus(status, askedMono) {
        const { id } = status.node
        const stranger = refusalOf(node, status, claims.get(id), owners.get(id))
        if (stranger !== null) {
          node.fail(stranger, true)
          return
        }
        if (node.status !== null && node.status.node.id !== id) {
          // Another server may have got the address; what was heard of the first one is not its past.
          if (clock.mono() - reader.heardAt > EXPECTED_FOR_MS) restart(target.url, reader)
          else node.fail(renamedSentence(node.status.node.id, status, target.url), true)
          return
        }
        owners.set(id, node)
        reader.heardAt = clock.mono()
        const received = { at: clock.now(), mono: clock.mono(), askedMono }
        options.onAnswer(node, status, node.take(status, received))
      },
      onFailure: error => node.fail(error.message, error.refused),
    })
    const reader: Reader = { node, link: to, stop, heardAt: clock.mono() }
    return reader
  }

  function restart(url: string, reader: Reader): void {
    drop(url, reader)
    readers.set(url, start(reader.node.target))
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
    setTargets(targets, beyond = 0) {
      const wanted = new Map(targets.slice(0, MAX_NODES).map(target => [target.url, target]))
      unread = Math.max(0, targets.length - MAX_NODES) + beyond
      for (const [url, reader] of readers) {
        const target = wanted.get(url)
        if (target !== undefined && !sameTarget(target, reader.node.target)) drop(url, reader)
        else if (target !== undefined) reader.node.vanishedAt = null
        else reader.node.vanishedAt ??= clock.mono()
      }
      claims = claimsOf([...wanted.values(), ...[...readers.values()].map(reader => reader.node.target)])
      // Who used a name that is now listed for another address has to give it back.
      for (const [id, url] of claims) {
        const owner = owners.get(id)
        const reader = owner === undefined ? undefined : readers.get(owner.target.url)
        if (owner !== undefined && reader !== undefined && owner.target.url !== url)
          restart(owner.target.url, reader)
      }
      for (const [url, target] of wanted) if (!readers.has(url)) readers.set(url, start(target))
    },
    unread: () => unread,
    dropVanished() {
      for (const [url, reader] of readers) {
        const { vanishedAt } = reader.node
        if (vanishedAt !== null && clock.mono() - vanishedAt > EXPECTED_FOR_MS) drop(url, reader)
      }
    },
    close() {
      for (const [url, reader] of readers) drop(url, reader)
    },
  }
}

const sameTarget = (a: AgentTarget, b: AgentTarget) =>
  a.id === b.id && a.group === b.group && a.readTokenFile === b.readTokenFile && a.caFile === b.caFile

/** Which address an id belongs to, of targets that name theirs; the first that lists it. */
function claimsOf(targets: readonly AgentTarget[]): ReadonlyMap<string, string> {
  const claims = new Map<string, string>()
  for (const { id, url } of targets) if (id !== null && !claims.has(id)) claims.set(id, url)
  return claims
}

/**
 * Why an answer is not taken as this node's: one row must never show what another node said, and orders are signed for
 * that name.
 * @param claimedBy url of the target that lists the id
 * @param owner node whose answers are taken under the id
 */
function refusalOf(
  node: AgentNode,
  status: AgentStatus,
  claimedBy: string | undefined,
  owner: AgentNode | undefined,
): string | null {
  const { url, id } = node.target
  // Names become keys, labels and parts of addresses.
  if (!NAME_PATTERN.test(status.node.id) || !NAME_PATTERN.test(status.node.group))
    return `${url} calls itself or its group something that is not a name; use letters, digits, dots, dashes and underscores`
  if (id !== null && id !== status.node.id)
    return `${url} calls itself ${status.node.id} and not ${id}; correct the id there or here`
  const other = claimedBy ?? owner?.target.url
  if (other !== undefined && other !== url)
    return `${url} calls itself ${status.node.id}, as ${other} does; give every agent its own id`
  return null
}

const renamedSentence = (before: string, { node }: AgentStatus, url: string): string =>
  `${url} calls itself ${node.id} and was ${before}; if it was renamed, restart this dashboard or wait ${EXPECTED_FOR_MS / 60_000} min`
