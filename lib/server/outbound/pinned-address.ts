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

const METADATA = 'it is a cloud metadata service'
/** Metadata services outside the link-local ranges: AWS and Google over IPv6, Alibaba, Azure. */
const METADATA_ADDRESSES = new Set(['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16'])

/** The IPv4 address behind a NAT64 one (RFC 6052, RFC 8215). */
function behindNat64(address: ipaddr.IPv4 | ipaddr.IPv6): string | null {
  if (!(address instanceof ipaddr.IPv6)) return null
  const { parts } = address
  if (parts[0] !== 0x64 || parts[1] !== 0xff9b) return null
  return parts
    .slice(6)
    .flatMap(part => [part >> 8, part & 0xff])
    .join('.')
}

/** Why an address may not be called; `null`: it may. Private ranges may: monitoring lives there. */
export function forbiddenBecause(address: string): string | null {
  if (!ipaddr.isValid(address)) return 'it is not an address'
  const parsed = ipaddr.process(address)
  const translated = behindNat64(parsed)
  if (translated !== null) return forbiddenBecause(translated)
  if (METADATA_ADDRESSES.has(parsed.toString())) return METADATA
  return forbidden[parsed.range()] ?? null
}

const systemResolve: Resolve = async host => {
  const found = await lookup(host, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/** A checked address stays good for this long after its time, while the name is resolved anew beside it. */
const STALE_MS = 10 * 60_000

type Pin = { until: number; addresses: PinnedAddress[] }

/**
 * Resolves names of the configuration, checks every address and pins the answer for {@link PIN_MS}. DNS that fails or
 * hangs does not cost an address that was good: it is used on.
 * @throws {OutboundError} `no-address`, or `forbidden-address` when any answer is one that must not be called
 */
export function createAddressPins(resolve: Resolve = systemResolve, now: () => number = Date.now) {
  const pins = new Map<string, Pin>()
  const looking = new Map<string, Promise<PinnedAddress[]>>()

  async function look(host: string): Promise<PinnedAddress[]> {
    const addresses = await resolve(host).catch(() => [])
    const before = pins.get(host)
    if (addresses.length === 0 && before) {
      pins.set(host, { ...before, until: now() + PIN_MS })
      return before.addresses
    }
    if (addresses.length === 0) throw new OutboundError({ kind: 'no-address', host })
    for (const { address } of addresses) {
      const why = forbiddenBecause(address)
      if (why === null) continue
      pins.delete(host)
      throw new OutboundError({ kind: 'forbidden-address', host, address, why })
    }
    pins.set(host, { until: now() + PIN_MS, addresses })
    return addresses
  }

  function lookOnce(host: string): Promise<PinnedAddress[]> {
    const known = looking.get(host)
    if (known) return known
    const asked = look(host).finally(() => looking.delete(host))
    looking.set(host, asked)
    return asked
  }

  return async (host: string): Promise<PinnedAddress[]> => {
    const bare = host.replace(/^\[(.*)\]$/, '$1')
    const pinned = pins.get(bare)
    if (pinned && pinned.until > now()) return pinned.addresses
    const asked = lookOnce(bare)
    if (!pinned || pinned.until + STALE_MS < now()) return asked
    // What it is refused for, the next call says.
    asked.catch(() => {})
    return pinned.addresses
  }
}
export type AddressPins = ReturnType<typeof createAddressPins>
