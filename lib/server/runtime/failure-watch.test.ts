import { describe, expect, it } from 'vitest'
import { createFailureWatch } from './failure-watch.ts'

function watched() {
  const logged: string[] = []
  const clock = { at: 0, now: () => clock.at }
  const watch = createFailureWatch({ id: 'orders', headline: 'orders failing' }, clock, text =>
    logged.push(text),
  )
  return { ...watch, clock, logged }
}

describe('what failed lately', () => {
  it('is named by its own source, since it began, and is over after a minute', () => {
    const { onError, health, clock } = watched()
    expect(health()).toEqual({
      id: 'orders',
      kind: 'store',
      status: 'ok',
      error: null,
      headline: null,
      since: null,
    })
    onError(new Error('The disk is full.'))
    clock.at = 30_000
    onError(new Error('The disk is full.'))
    expect(health(['A line is gone.'])).toMatchObject({
      status: 'failing',
      error: 'A line is gone. The disk is full.',
      headline: 'orders failing',
      since: 0,
    })
    clock.at = 90_000
    expect(health().status).toBe('ok')
  })

  it('is logged once while it lasts, also where several take turns', () => {
    const { onError, health, clock, logged } = watched()
    for (let second = 0; second < 20; second++) {
      clock.at = second * 1_000
      onError(new Error('a.'))
      onError(new Error('b.'))
    }
    expect(logged).toEqual(['stormdeck: a.', 'stormdeck: b.'])
    expect(health().error).toBe('a. b.')
    clock.at = 100_000
    onError(new Error('a.'))
    expect(logged).toHaveLength(3)
  })

  it('is bounded, and fits what the state may say', () => {
    const { onError, health, logged } = watched()
    for (let i = 0; i < 100; i++) onError(new Error(`failure ${i} `.padEnd(100, 'x')))
    expect(health().error).toHaveLength(600)
    expect(health().error).toContain('failure 68')
    onError(new Error('failure 99 '.padEnd(100, 'x')))
    expect(logged).toHaveLength(100)
    onError(new Error('failure 0 '.padEnd(100, 'x')))
    expect(logged).toHaveLength(101)
  })
})
