import { createHash } from 'node:crypto'
import type { AgentStatus, TopClients } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import { attemptsLast60s, type Party } from '../limits/party-table.ts'

const VERSIONS_TOLD = 8

/** Versions seen, the share that speaks the client protocol, and how concentrated the addresses are. */
export function clientsStatus(core: Core, nowMs: number): AgentStatus['clients'] {
  const { pool } = core
  const versions = [...pool.versions]
    .sort(([, a], [, b]) => b - a)
    .slice(0, VERSIONS_TOLD)
    .map(([version, connections]) => ({
      version,
      connections,
      attemptsLast60s: attemptsLast60s(core.versions.party(version, nowMs), nowMs),
    }))
  return {
    versions,
    protocolShare: pool.current > 0 ? pool.announced / pool.current : null,
    distinct: core.clients.size > 0 ? core.clients.size : null,
    // Without an address for anybody (a Unix domain socket) it is unknown.
    topAddressShare:
      pool.largestAddress.connections > 0 ? pool.largestAddress.connections / pool.current : null,
  }
}

/** The largest clients by connections, then attempts: by client key where there is one, else by address. Keys are hashed. */
export function topClients(core: Core, count: number, nowMs: number): TopClients {
  const table = core.clients.size > 0 ? core.clients : core.addresses
  return table.top(count).map(party => ({
    key: hashed(party),
    connections: party.connections,
    attemptsLast60s: attemptsLast60s(party, nowMs),
    version: party.version,
  }))
}

const hashed = ({ key }: Party) => createHash('sha256').update(key).digest('hex').slice(0, 12)
