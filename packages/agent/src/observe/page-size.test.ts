import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pageBytesOf, readPageBytes, residentPages } from './page-size.ts'

test('C11: the size of a page is found from bytes and pages, also when memory grew in between', () => {
  for (const pageBytes of [4_096, 16_384, 65_536]) {
    expect(pageBytesOf(5_000 * pageBytes, 5_000)).toBe(pageBytes)
    expect(pageBytesOf(6_000 * pageBytes, 5_000)).toBe(pageBytes)
    expect(pageBytesOf(4_000 * pageBytes, 5_000)).toBe(pageBytes)
  }
  expect(pageBytesOf(0, 0)).toBe(4_096)
})

test('C11: on this machine pages of that size are what the kernel calls resident', () => {
  const pages = residentPages(readFileSync('/proc/self/statm', 'latin1')) ?? 0
  const kib = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1])
  const ratio = (pages * readPageBytes()) / (kib * 1_024)
  expect(ratio).toBeGreaterThan(0.75)
  expect(ratio).toBeLessThan(1.25)
})

test('C11: what is no statm has no pages', () => {
  expect([residentPages(null), residentPages('')]).toEqual([null, null])
})
