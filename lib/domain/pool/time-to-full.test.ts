import { describe, expect, test } from 'vitest'
import { type Filling, timeToFull } from './time-to-full.ts'

const filling = (over: Partial<Filling> = {}): Filling => ({
  connections: { current: 42_000, limit: 50_000 },
  descriptors: { open: 42_100, limit: 65_535 },
  memory: null,
  establishedPerSecond: 400,
  closedPerSecond: 100,
  memoryPerConnectionBytes: 190_000,
  ...over,
})

describe('F2: (limit − current) ÷ (established − closed)', () => {
  test('the resource that ends first is named', () => {
    expect(timeToFull(filling())).toMatchObject({ fullsFirst: 'connections', fillingKnown: true })
    expect(timeToFull(filling()).timeToFullMs).toBeCloseTo((8_000 / 300) * 1_000)
    expect(timeToFull(filling({ descriptors: { open: 65_000, limit: 65_535 } })).fullsFirst).toBe(
      'descriptors',
    )
  })

  test('memory is counted by what a connection costs', () => {
    const memory = { usedBytes: 7_800_000_000, limitBytes: 8_000_000_000 }
    const { fullsFirst, timeToFullMs } = timeToFull(filling({ memory }))
    expect(fullsFirst).toBe('memory')
    expect(timeToFullMs).toBeCloseTo((200_000_000 / 190_000 / 300) * 1_000)
    expect(timeToFull(filling({ memory, memoryPerConnectionBytes: null })).fullsFirst).toBe('connections')
  })

  test('four to one fills a pool in eight minutes', () => {
    const { timeToFullMs } = timeToFull(filling({ establishedPerSecond: 22.2, closedPerSecond: 5.55 }))
    expect(Math.round((timeToFullMs ?? 0) / 60_000)).toBe(8)
  })

  test('not filling is known, and no time', () => {
    const still = { timeToFullMs: null, fullsFirst: null, fillingKnown: true }
    expect(timeToFull(filling({ closedPerSecond: 400 }))).toEqual(still)
    expect(timeToFull(filling({ closedPerSecond: 900 }))).toEqual(still)
  })

  test('what is full is full at any rate, even an unknown one', () => {
    const full = { timeToFullMs: 0, fullsFirst: 'descriptors', fillingKnown: true }
    const descriptors = { open: 65_535, limit: 65_535 }
    expect(timeToFull(filling({ descriptors, closedPerSecond: 900 }))).toEqual(full)
    expect(timeToFull(filling({ descriptors, establishedPerSecond: null }))).toEqual(full)
  })

  test('unknown rates or limits claim nothing', () => {
    const unknown = { timeToFullMs: null, fullsFirst: null, fillingKnown: false }
    expect(timeToFull(filling({ closedPerSecond: null }))).toEqual(unknown)
    expect(
      timeToFull(
        filling({ connections: { current: 1, limit: null }, descriptors: { open: null, limit: 9 } }),
      ),
    ).toEqual(unknown)
  })
})
