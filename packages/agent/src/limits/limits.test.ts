import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
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
