import { LOOPBACK_NAMES } from './loopback-names.ts'

/**
 * A sentence when the server was told to listen beyond this machine; `null` when it may start. scripts/start checks the
 * same for whoever starts it the usual way.
 * @param hostname what Next listens on; it listens everywhere when it was told nothing
 */
export function refusePublicHost(hostname: string | undefined): string | null {
  if (hostname === '::1' || (hostname !== undefined && LOOPBACK_NAMES.has(hostname))) return null
  const told =
    hostname === undefined
      ? 'HOSTNAME is not set, and Next would listen everywhere'
      : `HOSTNAME=${hostname} is refused`
  return `${told}: Stormdeck can switch tiers on your servers and has no sign-in yet, so it listens on loopback only. Start it with npm start, or set HOSTNAME=127.0.0.1, and reach it from elsewhere through an SSH tunnel.`
}
