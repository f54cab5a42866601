import type { HostJoins } from '../../contract/host-joins.ts'
import { MAX_WHY_UNJOINED } from '../../contract/host-signals.ts'
import { listOf } from '../../format/words.ts'
import { type HostAsked, type HostExporters, joinHost, type ResolveHost } from './join-host.ts'
import { PrometheusError, problemSentence } from './problem.ts'

type Join = NonNullable<HostJoins['value']>[number]

/** Nodes whose names are resolved at the same time: with more, DNS would not answer the last within a page's patience. */
const AT_ONCE = 50
const MAX_EXPORTER = 300

/**
 * The exporter of the machine under each of these nodes, or why there is none: what {@link joinHost} says of each.
 * @param source name of the Prometheus, for sentences
 */
export async function listHostJoins(
  exporters: HostExporters,
  nodes: readonly HostAsked[],
  resolve: ResolveHost,
  source: string,
): Promise<Join[]> {
  const joins: Join[] = []
  const joinOf = async (asked: HostAsked): Promise<Join> => {
    const join = await joinHost(exporters, asked, resolve).catch(error => {
      if (!(error instanceof PrometheusError)) throw error
      return { unjoined: problemSentence(error.problem, source).slice(0, MAX_WHY_UNJOINED) }
    })
    if ('unjoined' in join) return { node: asked.node, exporter: null, unjoined: join.unjoined }
    const exporter = `${join.profile.name} ${listOf(join.instances)}`.slice(0, MAX_EXPORTER)
    return { node: asked.node, exporter, unjoined: null }
  }
  for (let from = 0; from < nodes.length; from += AT_ONCE)
    joins.push(...(await Promise.all(nodes.slice(from, from + AT_ONCE).map(joinOf))))
  return joins
}
