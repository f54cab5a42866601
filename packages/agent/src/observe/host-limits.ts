import { readFileSync } from 'node:fs'
import { type AgentStatus, HOST_LIMITS, type HostLimit, type HostLimits } from '@stormdeck/protocol'
import type { Descriptors } from './descriptors.ts'

/** The host as it is against the host as it should be for 100,000 connections (facts.md, "Host limits"). */
export function hostLimits(descriptors: Pick<Descriptors, 'read'>): HostLimits {
  return HOST_LIMITS.map(limit => {
    const current = currentOf(limit, descriptors)
    return {
      id: limit.id,
      title: limit.title,
      current,
      recommended: limit.recommended,
      ok:
        current === null || limit.recommended === null
          ? null
          : isEnough(limit.id, current, limit.recommended),
      command: limit.command,
    }
  })
}

const SYSCTL = 'sysctl -w '
/** As many settings as fit a warning; all of them are in the list of limits. */
const MAX_FIX_CHARACTERS = 240

/** One warning for all limits that are under the recommendation, with the command that sets them. */
export function hostWarning(limits: HostLimits): AgentStatus['warnings'][number] | null {
  const low = limits.filter(limit => limit.ok === false)
  if (low.length === 0) return null
  // One command sets several.
  let fix = ''
  for (const { command } of low) {
    if (!command?.startsWith(SYSCTL)) continue
    const longer = `${fix === '' ? SYSCTL : `${fix} `}${command.slice(SYSCTL.length)}`
    if (longer.length <= MAX_FIX_CHARACTERS) fix = longer
  }
  const text = `${low.length} limits of the host are under what 100,000 connections need; the node page lists them.`
  return { id: 'host-limits', text, fix: fix === '' ? null : fix }
}

function currentOf(limit: HostLimit, descriptors: Pick<Descriptors, 'read'>): string | null {
  if (limit.id === 'process.nofile') return descriptors.read().limit?.toString() ?? null
  if (limit.id === 'process.uv_threadpool_size') return process.env.UV_THREADPOOL_SIZE ?? '4'
  if (limit.path === null) return null
  try {
    return readFileSync(limit.path, 'latin1').trim().split(/\s+/).join(' ').slice(0, 80)
  } catch {
    return null
  }
}

/** Of these the smaller value is the better one. */
const SMALLER_IS_BETTER = new Set([
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_intvl',
])

/** Compares number by number, so that the triples of tcp_mem and the port range fit too. */
export function isEnough(id: string, current: string, recommended: string): boolean {
  const is = current.split(' ').map(Number)
  const wanted = recommended.split(' ').map(Number)
  if (id === 'net.ipv4.tcp_tw_reuse') return is[0] === 1
  if (id === 'net.ipv4.ip_local_port_range')
    return (is[1] ?? 0) - (is[0] ?? 0) >= (wanted[1] ?? 0) - (wanted[0] ?? 0)
  if (SMALLER_IS_BETTER.has(id)) return (is[0] ?? 0) <= (wanted[0] ?? 0)
  return wanted.every((want, index) => (is[index] ?? 0) >= want)
}
