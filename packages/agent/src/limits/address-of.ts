import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Addresses and networks (`10.0.0.0/8`) whose X-Forwarded-For is believed. Throws on what is neither. */
export function proxyList(trusted: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (isIP(address) === 0) throw new TypeError(`trustedProxies: "${entry}" is not an address or network`)
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/**
 * The address that counts for the limits (F10): of the peer, or of the last hop in X-Forwarded-For that is not a
 * trusted proxy itself. IPv4 in full, IPv6 as its /64. `''` when the peer has gone already.
 */
export function addressOf(req: IncomingMessage, proxies: BlockList | null): string {
  let address = plain(req.socket.remoteAddress ?? '')
  if (proxies !== null && isTrusted(address, proxies)) {
    const hops = `${req.headers['x-forwarded-for'] ?? ''}`.split(',', 64)
    for (let hop = hops.pop(); hop !== undefined; hop = hops.pop()) {
      const forwarded = plain(hop.trim())
      if (isIP(forwarded) === 0) break
      address = forwarded
      if (!isTrusted(forwarded, proxies)) break
    }
  }
  return isIPv6(address) ? prefix64(address) : address
}

const isTrusted = (address: string, proxies: BlockList) =>
  proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

/** An IPv4 address that arrived on an IPv6 socket is an IPv4 address. */
const plain = (address: string) =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address

/** The first four groups: what one subscriber is given at least (RFC 6177). */
function prefix64(address: string): string {
  const bare = address.split('%')[0] as string
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : new Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  return `${[...left, ...zeros, ...right]
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
