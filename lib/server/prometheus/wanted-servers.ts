import type { Profile } from './profile.ts'
import { promAnyOf } from './profile-query.ts'
import type { PrometheusConfig } from './prometheus-config.ts'

/** Servers of one kind that the configuration asks for. */
export type WantedServers = {
  profile: Profile
  /** Matchers that narrow the kind to those. */
  matchers: readonly string[]
  group: string | null
  connectionLimit: number | null
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
    const profile = profiles.find(known => known.id === id)
    if (!profile)
      throw new Error(
        `prometheus.servers names the profile ${id}, and there is none; known are ${profiles.map(known => known.id).join(', ')}.`,
      )
    const matchers = job === undefined ? [] : [promAnyOf('job', [job])]
    if (profile.detect.length > 0) return { profile, matchers, group, connectionLimit }
    if (job === undefined)
      throw new Error(
        `prometheus.servers: nothing that ${profile.name} exports tells it apart; say which job it is (job:).`,
      )
    return { profile: { ...profile, detect: [`up{${matchers[0]}}`] }, matchers: [], group, connectionLimit }
  })
}
