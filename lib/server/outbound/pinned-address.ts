import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { OutboundError } from './outbound-error.ts'

/** An address that was checked; the connection goes to it and to nothing a later DNS answer might say. */
export type PinnedAddress = { address: string; family: 4 | 6 }
export type Resolve = (host: string) => Promise<PinnedAddress[]>

/** How long a checked address is used before the name is resolved and checked again. */
export const PIN_MS = 30_000

const forbidden: Record<string, string> = {
  linkLocal: 'link-local addresses hold cloud metadata services',
  unspecified: 'it is not the address of a host',
  broadcast: 'it is not the address of a host',
  multicast: 'it is not the address of a host',
  reserved: 'it is not the address of a host',
}

/** Why an address may not be called; `null`: it may. Private ranges may: monitoring lives there. */
export function forbiddenBecause(address: string): string | null {
  if (!ipaddr.isValid(address)) return 'it is not an address'
  return forbidden[ipaddr.process(address).range()] ?? null
}

const systemResolve: Resolve = async host => {
  const found = await lookup(host, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/**
 * Resolves names of the configuration, checks every address and pins the answer for {@link PIN_MS}.
 * @throws {OutboundError} `no-address`, or `forbidden-address` when any answer is one that must not be called
 */
export function createAddressPins(resolve: Resolve = systemResolve, now: () => number = Date.now) {
  const pins = new Map<string, { until: number; addresses: PinnedAddress[] }>()

  return async (host: string): Promise<PinnedAddress[]> => {
    const bare = host.replace(/^\[(.*)\]$/, '$1')
    const pinned = pins.get(bare)
    if (pinned && pinned.until > now()) return pinned.addresses
    const addresses = await resolve(bare).catch(() => [])
    if (addresses.length === 0) throw new OutboundError({ kind: 'no-address', host: bare })
    for (const { address } of addresses) {
      const why = forbiddenBecause(address)
      if (why) throw new OutboundError({ kind: 'forbidden-address', host: bare, address, why })
    }
    pins.set(bare, { until: now() + PIN_MS, addresses })
    return addresses
  }
}
export type AddressPins = ReturnType<typeof createAddressPins>
