import { setTimeout as wait } from 'node:timers/promises'
import ipaddr from 'ipaddr.js'
import { MAX_WHY_UNJOINED } from '../../contract/host-signals.ts'
import { listOf } from '../../format/words.ts'
import { hostOf } from '../outbound/host-of.ts'
import { createAddressPins } from '../outbound/pinned-address.ts'
import { PrometheusError, type PrometheusProblem } from './problem.ts'
import type { Profile } from './profile.ts'
import { partialProblem } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'

/** Addresses of a name, in canonical form; none where it does not resolve. */
export type ResolveHost = (name: string) => Promise<readonly string[]>

/** A page does not wait longer than this for DNS. */
const RESOLVE_WITHIN_MS = 1_000
/** Names of exporters that are resolved at most, for one page. */
const MAX_RESOLVED = 100

const canonical = (host: string) =>
  ipaddr.isValid(host) ? ipaddr.process(host).toString() : host.toLowerCase().replace(/\.$/, '')
/** Of another machine it is not the same host. */
export const isLoopback = (host: string) =>
  ipaddr.isValid(host) ? ipaddr.process(host).range() === 'loopback' : host === 'localhost'

/** What DNS says, kept for a while; a name that hangs costs a second at most. */
export function createHostResolver(): ResolveHost {
  const pins = createAddressPins()
  return async name => {
    const found = pins(name).then(
      addresses => addresses.map(({ address }) => canonical(address)),
      () => [],
    )
    return Promise.race([found, wait(RESOLVE_WITHIN_MS, [], { ref: false })])
  }
}

export type HostAsked = {
  /** Id of the node; an exporter whose node label says the same is its own. */
  node: string
  nodeLabel: string
  /** Without port, as the node's address has it. */
  host: string
  /** Prometheus runs on this machine: what it calls loopback is what we call so. */
  sameMachine: boolean
}

/** What Prometheus scrapes of machines: kinds of exporters, the preferred first. */
export type HostExporters = readonly {
  profile: Profile
  exporters: readonly { instance: string; node: string | undefined }[]
  /** The answer came in part: of an exporter that is not in it nothing is known. */
  partial: PrometheusProblem | null
}[]

/** @throws {PrometheusError} */
export function readHostExporters(
  client: PrometheusClient,
  profiles: readonly Profile[],
  nodeLabel: string,
): Promise<HostExporters> {
  const by = [...new Set(['instance', nodeLabel])].join(', ')
  return Promise.all(
    profiles
      .filter(profile => profile.role === 'host')
      .map(async profile => {
        const query = profile.detect.map(selector => `group by (${by}) (${selector})`).join(' or ')
        const answer = await client.instant(query)
        const exporters = answer.data.flatMap(({ labels }) =>
          labels.instance ? [{ instance: labels.instance, node: labels[nodeLabel] }] : [],
        )
        return { profile, exporters, partial: partialProblem(answer) }
      }),
  )
}

/** Targets of the exporter; or a sentence why the node has none. */
export type HostJoin = { profile: Profile; instances: readonly string[] } | { unjoined: string }

/**
 * The exporter of the machine under a node, whatever its port: by the label that names nodes, by host, or by the
 * addresses behind either name.
 * @throws {PrometheusError} where it may be in what an incomplete answer left out
 */
export async function joinHost(
  kinds: HostExporters,
  asked: HostAsked,
  resolve: ResolveHost,
): Promise<HostJoin> {
  for (const { profile, exporters, partial } of kinds) {
    const named = exporters.filter(({ node }) => node === asked.node).map(({ instance }) => instance)
    const all = exporters.map(({ instance }) => instance)
    const instances = named.length > 0 ? named : await sameHost(all, asked, resolve)
    if (instances.length > 0) return { profile, instances }
    if (partial) throw new PrometheusError(partial)
  }
  return { unjoined: whyUnjoined(kinds, asked).slice(0, MAX_WHY_UNJOINED) }
}

/** Those of these instances that are on the host, by name first, then by address. */
async function sameHost(
  instances: readonly string[],
  { host, sameMachine }: HostAsked,
  resolve: ResolveHost,
): Promise<string[]> {
  const usable = (name: string) => sameMachine || !isLoopback(name)
  if (!usable(host)) return []
  const wanted = canonical(host)
  const found = instances.filter(instance => canonical(hostOf(instance)) === wanted)
  if (found.length > 0) return found
  const addressesOf = async (name: string) =>
    (ipaddr.isValid(name) ? [canonical(name)] : await resolve(name)).filter(usable)
  const addresses = new Set(await addressesOf(host))
  if (addresses.size === 0) return []
  const byAddress = instances.filter(instance => addresses.has(canonical(hostOf(instance))))
  if (byAddress.length > 0) return byAddress
  const names = instances.filter(instance => !ipaddr.isValid(hostOf(instance))).slice(0, MAX_RESOLVED)
  const resolved = await Promise.all(names.map(name => addressesOf(hostOf(name))))
  return names.filter((_, i) => resolved[i]?.some(address => addresses.has(address)))
}

const SHOWN = 3

function whyUnjoined(scraped: HostExporters, { node, nodeLabel, host, sameMachine }: HostAsked): string {
  const kinds = scraped.map(({ profile }) => profile.name).join(' or ')
  const known = scraped.flatMap(({ exporters }) => exporters.map(({ instance }) => instance))
  if (known.length === 0) return `Prometheus scrapes no ${kinds}, so nothing is known of the machine.`
  const loopback = !sameMachine && isLoopback(host)
  const why = loopback
    ? `its address ${host} means another machine to Prometheus`
    : `none of the ${known.length} that Prometheus scrapes is at ${host}, by name or address`
  const some = `${listOf(known.slice(0, SHOWN))}${known.length > SHOWN ? ', …' : ''}`
  return `No ${kinds} belongs to this node: ${why} (${some}). Give the target of its exporter the label ${nodeLabel}: ${node}.`
}
