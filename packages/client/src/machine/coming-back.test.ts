import { longestGapMs, PATIENCE_MS } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dice } from '../../../../scripts/test/dice.ts'
import { Drive } from '../../test-kit/drive.ts'

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('C1 attempts at once, and not at all when closed before', () => {
  expect(new Drive().tell({ type: 'start' }).calls).toEqual([])
  expect(new Drive().tell({ type: 'start' }).pass(0).calls).toEqual(['websocket'])
  expect(new Drive().tell({ type: 'start' }).tell({ type: 'close' }).pass(1e6).calls).toEqual([])
})

test('C2, C3 returns within the window after a loss, and after each failure when it has passed', () => {
  fc.assert(
    fc.property(
      fc.array(unit, { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 30_000, max: 600_000 }),
      (us, w) => {
        let i = 0
        const drive = new Drive(() => us[i++ % us.length] ?? 0).connected({ windowMs: w }).lost()
        for (let failures = 0; failures < 6; failures++) {
          const delay = (drive.state.nextAttemptAt ?? Number.NaN) - drive.now
          expect(drive.state).toMatchObject({ phase: 'waiting', why: 'window', attempts: failures })
          expect(delay).toBeGreaterThanOrEqual(failures > 0 ? w - 1 : 0)
          expect(delay).toBeLessThanOrEqual((failures > 0 ? 1.1 * w : w) + 1)
          drive.toAttempt().lost()
        }
      },
    ),
  )
})

test('C4, C7 a client that never heard a window makes seven attempts by F30 and stops', () => {
  const drive = new Drive(() => 0).tell({ type: 'start' }).pass(0)
  const delays: number[] = []
  for (let i = 0; i < 6; i++) {
    drive.lost()
    delays.push((drive.state.nextAttemptAt ?? Number.NaN) - drive.now)
    drive.toAttempt()
  }
  drive.lost()
  expect(delays).toEqual([1_000, 1_500, 2_250, 3_375, 5_062.5, 7_593.75])
  expect(drive.calls).toHaveLength(7)
  expect(drive.state).toMatchObject({ phase: 'stopped', why: 'no-answer', attempts: 7, nextAttemptAt: null })
  expect(drive.state.userText).toContain('temporarily unavailable')
  expect(drive.pass(1e9).calls).toHaveLength(7)
})

test('C7 with a window, too, the seventh is the last, at least 40 s after the first', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.integer({ min: 5_000, max: 120_000 }), (seed, windowMs) => {
      const drive = new Drive(dice(seed)).connected({ windowMs }).lost().toAttempt().lost()
      const firstAt = drive.now
      let made = 1
      for (; drive.state.phase === 'waiting'; made++) drive.toAttempt().lost()
      expect(drive.state).toMatchObject({ phase: 'stopped', why: 'no-answer', attempts: 7 })
      expect(made).toBe(7)
      expect(drive.now - firstAt).toBeGreaterThanOrEqual(PATIENCE_MS - 1e-6)
      expect(drive.now - firstAt).toBeLessThanOrEqual(6 * longestGapMs(windowMs))
    }),
  )
})

test('C7 however the dice fall, seven attempts last 40 s', () => {
  for (const u of [0, 0.999_999_999]) {
    const drive = new Drive(() => u).connected({ windowMs: 5_000 }).lost().toAttempt().lost()
    const firstAt = drive.now
    while (drive.state.phase === 'waiting') drive.toAttempt().lost()
    expect(drive.state.attempts).toBe(7)
    expect(drive.now - firstAt).toBeGreaterThanOrEqual(PATIENCE_MS - 1e-6)
  }
})

test('C5 refusals are answers: counted apart, never as failed attempts, spread ever wider', () => {
  const drive = new Drive(() => 0.999_999).connected({ tier: 3, windowMs: 10_000 }).lost()
  const spreads: number[] = []
  for (let i = 0; i < 20; i++) {
    drive.toAttempt().tell({ type: 'ended', status: 503, retryAfterMs: 30_000 })
    expect(drive.state).toMatchObject({ phase: 'waiting', why: 'refused', attempts: 0 })
    spreads.push(Math.round((drive.state.nextAttemptAt ?? 0) - drive.now) - 30_000)
  }
  expect(spreads.slice(0, 6)).toEqual([10_000, 20_000, 40_000, 80_000, 80_000, 80_000])
})

test('C5 a 503 that no server of ours gave is a failed attempt', () => {
  const drive = new Drive().connected({ tier: 3 }).lost().toAttempt()
  expect(drive.tell({ type: 'ended', status: 503 }).state.attempts).toBe(1)
  expect(drive.toAttempt().tell({ type: 'ended', status: 502 }).state.attempts).toBe(2)
})

test('C6 returns at the time planned for it, with the ticket, once', () => {
  const drive = new Drive(() => 0.25)
    .connected({ ticket: 't1', ticketOpensInMs: 8_000, ticketSpanMs: 4_000 })
    .pass(1_000)
    .lost(1012)
  expect(drive.state).toMatchObject({ why: 'ticket', nextAttemptAt: drive.now + 8_000 })
  drive.toAttempt()
  expect(drive.effects.at(-1)).toEqual({ do: 'open', call: 'websocket', ticket: 't1' })
  drive.lost().toAttempt()
  expect(drive.effects.at(-1)).toMatchObject({ do: 'open', ticket: undefined })
})

test('C6 a ticket without a time goes with the first return of the window', () => {
  const drive = new Drive().connected({ ticket: 't2' }).lost(1012)
  expect(drive.state.why).toBe('window')
  drive.toAttempt()
  expect(drive.effects.at(-1)).toMatchObject({ ticket: 't2' })
})

test('C8 a socket that opens and closes at once was not answered; one that stood 5 s was', () => {
  const drive = new Drive(() => 0).tell({ type: 'start' }).pass(0)
  for (let i = 0; i < 7; i++) drive.tell({ type: 'opened' }).pass(1_000).lost().toAttempt()
  expect(drive.state).toMatchObject({ phase: 'stopped', why: 'no-answer' })

  const stood = new Drive(() => 0).tell({ type: 'start' }).pass(0).lost().toAttempt()
  expect(stood.tell({ type: 'opened' }).state.attempts).toBe(1)
  expect(stood.pass(5_000).state.attempts).toBe(0)
})

test.each([1011, 1013])(
  'C8 a server that says something and closes with %i is asked ever less often',
  code => {
    const drive = new Drive(() => 0).tell({ type: 'start' }).pass(0)
    const delays: number[] = []
    for (let i = 0; i < 12; i++) {
      drive.tell({ type: 'opened' }).tell({ type: 'heard' }).pass(200).lost(code)
      delays.push((drive.state.nextAttemptAt ?? Number.NaN) - drive.now)
      drive.toAttempt()
    }
    expect(delays.slice(0, 5)).toEqual([1_000, 1_500, 2_250, 3_375, 5_062.5])
    expect(delays.at(-1)).toBe(30_000)
    expect(drive.state.phase).toBe('connecting')

    drive.tell({ type: 'opened' }).tell({ type: 'heard' }).pass(5_000).lost(1011)
    expect(drive.state.nextAttemptAt).toBe(drive.now + 1_000)
  },
)

test('C8 without a window, failures count until a connection stood; a greeting with one ends them', () => {
  const drive = new Drive(() => 0).tell({ type: 'start' }).pass(0).lost().toAttempt()
  drive.tell({ type: 'opened' }).tell({ type: 'heard' })
  expect(drive.state.attempts).toBe(1)
  expect(drive.hello().state.attempts).toBe(0)
})

test('C9 an attempt without an answer is given up after 20 s', () => {
  const drive = new Drive().tell({ type: 'start' }).pass(19_999)
  expect(drive.state.phase).toBe('connecting')
  expect(drive.pass(1).state).toMatchObject({ phase: 'waiting', attempts: 1 })
  expect(drive.effects.at(-1)).toEqual({ do: 'drop' })
})

test('C10 a stop resumes within the window when the network returns or the page is looked at', () => {
  for (const type of ['online', 'visible'] as const) {
    const drive = new Drive(() => 0.5).tell({ type: 'start' }).pass(0)
    while (drive.state.phase !== 'stopped') drive.lost().toAttempt()
    drive.tell({ type })
    expect(drive.state).toMatchObject({ phase: 'waiting', attempts: 0, nextAttemptAt: drive.now + 2_500 })
  }
})

test('C11 retry resumes a stop, shortens our own wait, and not one that the server asked for', () => {
  const stopped = new Drive().connected().lost(1008)
  expect(stopped.pass(10_000).tell({ type: 'ask' }).pass(0).state.phase).toBe('connecting')

  const waiting = new Drive(() => 0.9).connected().pass(10_000).lost()
  waiting.tell({ type: 'ask' }).pass(0)
  expect(waiting.state.phase).toBe('connecting')
  const again = waiting.lost().tell({ type: 'ask' })
  expect(again.state.nextAttemptAt).toBe(again.now + 5_000)

  const refused = new Drive(() => 0.5).connected({ tier: 3 }).pass(10_000).lost().toAttempt()
  refused.tell({ type: 'ended', status: 503, retryAfterMs: 30_000 }).tell({ type: 'ask' })
  expect(refused.state.nextAttemptAt).toBe(refused.now + 30_000)

  const open = new Drive().connected()
  const made = open.calls.length
  expect(open.tell({ type: 'ask' }).pass(60_000).calls).toHaveLength(made)
})

test('C11 retry tries although the browser says that there is no network: it may be wrong', () => {
  const drive = new Drive(() => 0.5).connected().tell({ type: 'offline' }).lost().pass(1e6)
  expect(drive.state.why).toBe('offline')
  expect(drive.tell({ type: 'ask' }).pass(0).state).toMatchObject({ phase: 'connecting', why: null })

  const again = drive.lost().tell({ type: 'offline' }).toAttempt()
  expect(again.state.why).toBe('offline')
  expect(again.tell({ type: 'ask' }).pass(5_000).calls).toHaveLength(3)
})

test('C12 whatever happens, attempts take time: none without waiting but the one that an event sets free', () => {
  const events = fc.constantFrom(
    { type: 'opened' } as const,
    { type: 'ended', code: 1006 } as const,
    { type: 'ended', code: 1013 } as const,
    { type: 'ended', status: 503, retryAfterMs: 1_000 } as const,
    { type: 'hidden' } as const,
    { type: 'visible' } as const,
    { type: 'online' } as const,
    { type: 'offline' } as const,
    { type: 'ask' } as const,
    { type: 'ask' } as const,
    { type: 'wanted' } as const,
    { type: 'left' } as const,
    'time' as const,
    'hello' as const,
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(events, fc.nat(40_000), fc.integer({ min: 1, max: 5 })), { maxLength: 60 }),
      script => {
        const drive = new Drive().tell({ type: 'start' })
        for (const [event, ms, tier] of script) {
          const before = drive.calls.length
          const from = drive.now
          if (event === 'time') drive.pass(ms)
          else if (event === 'hello') drive.hello({ tier: tier as 1 })
          else drive.tell(event)
          expect(drive.calls.length - before).toBeLessThanOrEqual(1 + Math.ceil((drive.now - from) / 900))
          const { phase, nextAttemptAt } = drive.state
          if (phase !== 'waiting' && phase !== 'manual') expect(nextAttemptAt).toBeNull()
          if (phase === 'stopped' || phase === 'background') expect(drive.model.due.attempt).toBeUndefined()
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('C13 refused blind, it asks for the hint before the second attempt, and once', () => {
  const drive = new Drive(() => 0)
  drive.hint = '/stormdeck/hint'
  drive.tell({ type: 'start' }).pass(0).lost().toAttempt()
  expect(drive.calls).toEqual(['websocket', 'hint'])
  drive.tell({ type: 'ended', status: 404 })
  expect(drive.calls).toEqual(['websocket', 'hint', 'websocket'])
  drive.lost().toAttempt().lost().toAttempt()
  expect(drive.calls.filter(call => call === 'hint')).toHaveLength(1)
})

test('C13 a hint is an answer: its window and tier hold, and failures before it do not count', () => {
  const drive = new Drive(() => 0.5)
  drive.hint = '/stormdeck/hint'
  drive.tell({ type: 'start' }).pass(0).lost().toAttempt()
  drive.hello({ tier: 4, windowMs: 40_000 }).tell({ type: 'polled' })
  expect(drive.state).toMatchObject({
    attempts: 0,
    tier: 4,
    why: 'window',
    nextAttemptAt: drive.now + 20_000,
  })
  expect(drive.toAttempt().calls.at(-1)).toBe('poll')
})

test('C13 a client that knew the window goes on at once when the hint comes, by the tier it names', () => {
  const drive = new Drive(() => 0.5)
  drive.hint = '/stormdeck/hint'
  drive.connected({ windowMs: 20_000 }).lost().toAttempt().lost().toAttempt()
  expect(drive.calls.at(-1)).toBe('hint')
  drive.hello({ windowMs: 21_000, tier: 3 }).tell({ type: 'polled' })
  expect(drive.state).toMatchObject({ phase: 'connecting', transport: 'events', attempts: 0 })
})

test('C13 unless the server asks for more than twice the room', () => {
  const drive = new Drive(() => 0.5)
  drive.hint = '/stormdeck/hint'
  drive.connected({ windowMs: 20_000 }).lost().toAttempt().lost().toAttempt()
  drive.hello({ windowMs: 60_000 }).tell({ type: 'polled' })
  expect(drive.state).toMatchObject({ why: 'window', nextAttemptAt: drive.now + 30_000 })
})

test('C13 a server that has just started names a short window: until it lets someone in, the longer one holds', () => {
  const drive = new Drive(() => 0.999_999)
  drive.hint = '/stormdeck/hint'
  drive.connected({ windowMs: 60_000 }).lost().toAttempt().lost().toAttempt()
  expect(drive.calls.at(-1)).toBe('hint')
  drive.hello({ windowMs: 5_000 }).tell({ type: 'polled' }).lost()
  expect((drive.state.nextAttemptAt ?? 0) - drive.now).toBeGreaterThanOrEqual(60_000)
  drive.toAttempt().tell({ type: 'opened' }).hello({ windowMs: 5_000 }).pass(60_000).lost()
  expect((drive.state.nextAttemptAt ?? 0) - drive.now).toBeLessThanOrEqual(5_000)
})

test('C13 without a hint within 5 s the attempt is made', () => {
  const drive = new Drive(() => 0)
  drive.hint = '/stormdeck/hint'
  drive.tell({ type: 'start' }).pass(0).lost().toAttempt().pass(5_000)
  expect(drive.calls).toEqual(['websocket', 'hint', 'websocket'])
})
