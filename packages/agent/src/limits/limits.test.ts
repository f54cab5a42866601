import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { addressOf, proxyList } from './address-of.ts'
import { brokenLimit, LIMIT_SETTINGS, poolThresholds, protects } from './limits.ts'
import { attemptsLast60s, PartyTable } from './party-table.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded ? { 'x-forwarded-for': forwarded } : {},
  }) as unknown as IncomingMessage

test('L8: IPv4 counts in full, IPv6 by its /64, a mapped address as IPv4', () => {
  expect(addressOf(from('10.1.2.3'), null)).toBe('10.1.2.3')
  expect(addressOf(from('::ffff:10.1.2.3'), null)).toBe('10.1.2.3')
  expect(addressOf(from('2001:db8:1:2:3:4:5:6'), null)).toBe('2001:db8:1:2::/64')
  expect(addressOf(from('2001:db8::1'), null)).toBe('2001:db8:0:0::/64')
  expect(addressOf(from('fe80::1%eth0'), null)).toBe('fe80:0:0:0::/64')
})

test('L9: X-Forwarded-For counts from listed proxies only, and only its last untrusted hop', () => {
  const proxies = proxyList(['10.0.0.0/8', '2001:db8::/32'])
  expect(addressOf(from('10.0.0.1', '1.1.1.1, 2.2.2.2, 10.9.9.9'), proxies)).toBe('2.2.2.2')
  expect(addressOf(from('8.8.8.8', '1.1.1.1'), proxies)).toBe('8.8.8.8')
  expect(addressOf(from('10.0.0.1', '1.1.1.1'), null)).toBe('10.0.0.1')
  expect(addressOf(from('10.0.0.1', 'nonsense'), proxies)).toBe('10.0.0.1')
  expect(addressOf(from('10.0.0.1', '10.0.0.2'), proxies)).toBe('10.0.0.2')
})

test('L8: a mapped address is IPv4 in whatever notation', () => {
  for (const mapped of ['::FFFF:10.1.2.3', '::ffff:a01:203', '0:0:0:0:0:ffff:10.1.2.3', '0::ffff:0A01:0203'])
    expect(addressOf(from(mapped), null)).toBe('10.1.2.3')
  expect(addressOf(from('::1.2.3.4'), null)).toBe('0:0:0:0::/64')
  expect(addressOf(from('2001:DB8:0001:2::1'), null)).toBe('2001:db8:1:2::/64')
})

test('L9: no number of invented hops makes an invented one count', () => {
  const proxies = proxyList(['10.0.0.0/8'])
  const invented = Array.from({ length: 500 }, (_, n) => `1.1.${n >> 8}.${n & 255}`).join(', ')
  expect(addressOf(from('10.0.0.1', `${invented}, 2.2.2.2, 10.9.9.9`), proxies)).toBe('2.2.2.2')
  const loops = new Array(200).fill('10.0.0.7').join(',')
  expect(addressOf(from('10.0.0.1', `6.6.6.6,${loops}`), proxies)).toBe('10.0.0.7')
})

test('L9: a hop counts without port, brackets and zone', () => {
  const proxies = proxyList(['10.0.0.0/8', 'fe80::/10', '::ffff:192.168.0.1'])
  const seen = (forwarded: string) => addressOf(from('10.0.0.1', forwarded), proxies)
  expect(seen('1.2.3.4:5678')).toBe('1.2.3.4')
  expect(seen('[2001:db8:1:2::9]:443, 10.2.2.2:80')).toBe('2001:db8:1:2::/64')
  expect(seen('[2001:db8:1:2::9]')).toBe('2001:db8:1:2::/64')
  expect(seen('1.2.3.4, ::FFFF:10.3.3.3')).toBe('1.2.3.4')
  expect(seen('1.2.3.4, [::ffff:a03:303]:9')).toBe('1.2.3.4')
  expect(seen('1.2.3.4, 192.168.0.1')).toBe('1.2.3.4')
  expect(addressOf(from('fe80::1%eth0', '1.2.3.4'), proxies)).toBe('1.2.3.4')
  expect(seen('1.2.3.4:x')).toBe('10.0.0.1')
  expect(seen('1.2.3.4,')).toBe('10.0.0.1')
})

test('L9: over a Unix domain socket there is an address where a proxy is trusted to say one', () => {
  const local = (forwarded?: string) => ({
    ...from('', forwarded),
    socket: { remoteAddress: undefined, destroyed: false },
  })
  const seen = (trusted: string[] | null, forwarded?: string) =>
    addressOf(local(forwarded) as unknown as IncomingMessage, trusted && proxyList(trusted))
  expect(seen(null, '1.2.3.4')).toBeNull()
  expect(seen(['10.0.0.0/8'], '1.2.3.4')).toBeNull()
  expect(seen(['unix'])).toBeNull()
  expect(seen(['unix'], '6.6.6.6, 1.2.3.4')).toBe('1.2.3.4')
  expect(seen(['unix', '10.0.0.0/8'], '1.2.3.4, 10.0.0.1')).toBe('1.2.3.4')
})

test('L9: a proxy that is neither address nor network is refused', () => {
  for (const entry of ['proxy.internal', '10.0.0.0/', '10.0.0.0/x', '10.0.0.0/99', ''])
    expect(() => proxyList([entry])).toThrow()
})

test('L2: limits break at their value', () => {
  const party = (connections: number) => ({ ...new PartyTable(2).party('x', 0), connections })
  expect(brokenLimit(LIMIT_SETTINGS, 49_999, party(99), party(4))).toBeNull()
  expect(brokenLimit(LIMIT_SETTINGS, 50_000, party(0), null)).toBe('node-full')
  expect(brokenLimit(LIMIT_SETTINGS, 0, party(0), party(5))).toBe('per-client')
  expect(brokenLimit(LIMIT_SETTINGS, 0, party(100), null)).toBe('per-address')
})

test('L6: protection begins at 80 % and ends under 70 % (F22)', () => {
  expect(poolThresholds(100_000)).toEqual({ warn: 70_000, soft: 80_000, limit: 100_000 })
  expect([79_999, 80_000].map(n => protects(false, n, 100_000))).toEqual([false, true])
  expect([70_000, 69_999].map(n => protects(true, n, 100_000))).toEqual([true, false])
})

test('L10: the table of addresses stays within its size and never loses one that is connected', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()), { maxLength: 300 }),
      visits => {
        const table = new PartyTable(20)
        const connected = new Map<string, { connections: number }>()
        for (const [n, connects] of visits) {
          const party = table.attempt(`${n}`, 0)
          if (connects && connected.size < 15) {
            party.connections = 1
            connected.set(`${n}`, party)
          }
        }
        expect(table.size).toBeLessThanOrEqual(20)
        for (const [key, party] of connected) expect(table.attempt(key, 0)).toBe(party)
      },
    ),
  )
})

test('L10: who has been quiet for a minute is forgotten, a few at a time', () => {
  const table = new PartyTable(100)
  for (let n = 0; n < 50; n++) table.attempt(`${n}`, 0)
  table.attempt('connected', 0).connections = 1
  for (let round = 0; round < 7; round++) table.sweep(130_000, 10)
  expect(table.size).toBe(1)
})

test('attempts of the last minute weigh the minute before', () => {
  const table = new PartyTable(10)
  for (let n = 0; n < 60; n++) table.attempt('a', n * 1_000)
  const party = table.attempt('a', 60_000)
  expect(attemptsLast60s(party, 60_000)).toBe(61)
  expect(attemptsLast60s(party, 90_000)).toBe(31)
  expect(attemptsLast60s(party, 200_000)).toBe(0)
})

test('L10: a full table makes room for newcomers, whoever holds connections in front of it', () => {
  const table = new PartyTable(500)
  const held = Array.from({ length: 250 }, (_, n) => table.attempt(`held ${n}`, 0))
  for (const party of held) party.connections = 1
  // Enough that each of those that may go has gone several times over.
  for (let n = 0; n < 5_000; n++) {
    table.attempt(`new ${n}`, 0)
    expect(table.size).toBeLessThanOrEqual(503)
  }
  for (const party of held) expect(table.attempt(party.key, 0)).toBe(party)
})

test('L10: a flood of new addresses costs a full table the same for each of them', () => {
  const table = new PartyTable(1_000)
  for (let n = 0; n < 1_000; n++) table.attempt(`${n}`, 0)
  const walks = vi.spyOn(Map.prototype, 'values')
  for (let n = 1_000; n < 3_000; n++) table.attempt(`${n}`, 0)
  // A walk that begins at the start steps over all that has gone from there.
  expect(walks.mock.calls.length).toBeLessThanOrEqual(2)
  walks.mockRestore()
})
