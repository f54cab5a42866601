import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Proxies in a row that are looked through; a longer chain counts as its 64th. */
const MAX_HOPS = 64
/** In `trustedProxies`: peers of a Unix domain socket, which have no address. */
const UNIX = 'unix'

/** Whose X-Forwarded-For is believed; `unix`: also that of whoever comes over a Unix domain socket. */
export type TrustedProxies = { networks: BlockList; unix: boolean }

/** Of addresses, networks (`10.0.0.0/8`) and `unix`. Throws on what is none of them. */
export function proxyList(trusted: readonly string[]): TrustedProxies {
  const networks = new BlockList()
  for (const entry of trusted) {
    if (entry === UNIX) continue
    const [written = '', bits] = entry.split('/')
    const address = plainAddress(written)
    const fits = bits === undefined || (isIP(written) !== 0 && /^\d{1,3}$/.test(bits))
    if (address === null || !fits)
      throw new TypeError(`trustedProxies: "${entry}" is not an address or network, nor "unix"`)
    if (bits === undefined) networks.addAddress(address, family(address))
    else networks.addSubnet(written, Number(bits), family(written))
  }
  return { networks, unix: trusted.includes(UNIX) }
}

/**
 * The address that counts for the limits (F10): of the peer, or of the last hop in X-Forwarded-For that is not a
 * trusted proxy itself. Read from the right, where the nearest proxy wrote: whatever is on the left is the client's
 * own. IPv4 in full, IPv6 as its /64. `null` where nothing says one: over a Unix domain socket without a trusted proxy,
 * and when the peer has gone already.
 */
export function addressOf(req: IncomingMessage, proxies: TrustedProxies | null): string | null {
  const peer = req.socket.remoteAddress
  if (!peer) {
    const forwarded = proxies?.unix && !req.socket.destroyed ? forwardedFor(req, proxies) : null
    return forwarded === null ? null : counted(forwarded)
  }
  // As the kernel writes it: without a colon it is IPv4 and needs no reading.
  if (proxies === null && !peer.includes(':')) return peer
  const address = plainAddress(peer) ?? peer
  const believed = proxies !== null && isTrusted(address, proxies)
  return counted((believed ? forwardedFor(req, proxies) : null) ?? address)
}

/** The last hop that is not a trusted proxy, or the farthest that can be read; `null` when there is none. */
function forwardedFor(req: IncomingMessage, proxies: TrustedProxies): string | null {
  const forwarded = `${req.headers['x-forwarded-for'] ?? ''}`
  let address: string | null = null
  let end = forwarded.length
  for (let hops = 0; hops < MAX_HOPS && end > 0; hops++) {
    const comma = forwarded.lastIndexOf(',', end - 1)
    const hop = plainAddress(forwarded.slice(comma + 1, end).trim())
    if (hop === null) break
    address = hop
    if (!isTrusted(hop, proxies)) break
    end = comma
  }
  return address
}

const counted = (address: string) =>
  isIPv6(address) ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address

const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')
const isTrusted = (address: string, { networks }: TrustedProxies) =>
  isIP(address) !== 0 && networks.check(address, family(address))

/**
 * The address alone, without port, brackets or zone; one of IPv4 that is mapped into IPv6, in whatever notation, as
 * IPv4 (RFC 4291, 2.5.5.2). `null` when it is none.
 */
function plainAddress(written: string): string | null {
  if (isIPv4(written)) return written
  // What nearly every IPv4 client of a dual-stack server is.
  if (written.startsWith('::ffff:') && isIPv4(written.slice(7))) return written.slice(7)
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(written)?.[1]
  const withPort = /^([\d.]+):\d{1,5}$/.exec(written)?.[1]
  if (withPort !== undefined) return isIPv4(withPort) ? withPort : null
  const address = (bracketed ?? written).split('%', 1)[0] ?? ''
  if (!isIPv6(address)) return null
  const groups = groupsOf(address)
  const mapped = groups.slice(0, 5).every(group => group === '0') && groups[5] === 'ffff'
  if (!mapped) return address
  return groups.slice(6).flatMap(bytesOf).join('.')
}

const bytesOf = (group: string) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]

/** The eight groups of an IPv6 address, in lower case without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const left = groupsIn(head)
  const right = tail === undefined ? [] : groupsIn(tail)
  const zeros = tail === undefined ? [] : new Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right]
}

function groupsIn(part: string): string[] {
  if (part === '') return []
  return part.split(':').flatMap(group => {
    if (!group.includes('.')) return [Number.parseInt(group, 16).toString(16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)]
  })
}
