import type { Profile } from './profile.ts'
import { detectQuery, promAnyOf } from './profile-query.ts'
import type { PrometheusConfig } from './prometheus-config.ts'

/** Servers of one kind that the configuration asks for. */
export type WantedServers = {
  profile: Profile
  /** Matchers that narrow the kind to those. */
  matchers: readonly string[]
  group: string | null
  connectionLimit: number | null
}

/** A limit that the server does not export is drawn as if it did: in rows and in history, where an instance is. */
function withLimit(profile: Profile, limit: number): Profile {
  if (profile.signals.connections_max || profile.detect.length === 0) return profile
  const expr = `0 * (${detectQuery(profile)}) + ${limit}`
  const signal = { expr, type: 'configured', metrics: [], verified: 'none' as const }
  return { ...profile, signals: { ...profile.signals, connections_max: signal } }
}

/**
 * What the configuration asks for; `auto`: every kind that holds sessions. Where a profile cannot detect its servers,
 * the targets of the job that was named by hand are those servers.
 * @throws {Error} a sentence about an entry that can never find a server
 */
export function wantedServers(
  { servers }: Pick<PrometheusConfig, 'servers'>,
  profiles: readonly Profile[],
): WantedServers[] {
  if (servers === 'off') return []
  if (servers === 'auto')
    return profiles
      .filter(profile => (profile.role === 'server' || profile.role === 'proxy') && profile.detect.length > 0)
      .map(profile => ({ profile, matchers: [], group: null, connectionLimit: null }))
  return servers.map(({ profile: id, job, group = null, connectionLimit = null }) => {
    const known = profiles.find(each => each.id === id)
    if (!known)
      throw new Error(
        `prometheus.servers names the profile ${id}, and there is none; known are ${profiles.map(each => each.id).join(', ')}.`,
      )
    const matchers = job === undefined ? [] : [promAnyOf('job', [job])]
    const profile = connectionLimit === null ? known : withLimit(known, connectionLimit)
    if (profile.detect.length > 0) return { profile, matchers, group, connectionLimit }
    if (job === undefined)
      throw new Error(
        `prometheus.servers: nothing that ${profile.name} exports tells it apart; say which job it is (job:).`,
      )
    return { profile: { ...profile, detect: [`up{${matchers[0]}}`] }, matchers: [], group, connectionLimit }
  })
}
