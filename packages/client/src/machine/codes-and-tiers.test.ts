import { REDUCED_SETTINGS } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { Drive } from '../../test-kit/drive.ts'

test.each([
  [1000, 'sent-away'],
  [1008, 'policy'],
  [3000, 'not-allowed'],
  [3003, 'not-allowed'],
])('C20, C21 close code %i stops, whatever happens, until the user asks', (code, why) => {
  const drive = new Drive().connected().tell({ type: 'ended', code, reason: 'said so' })
  drive.tell({ type: 'online' }).tell({ type: 'hidden' }).tell({ type: 'visible' }).pass(1e9)
  expect(drive.state).toMatchObject({ phase: 'stopped', why, closed: { code, reason: 'said so' } })
  expect(drive.tell({ type: 'ask' }).pass(0).state.phase).toBe('connecting')
})

test.each([401, 403])('C21 status %i stops', status => {
  const drive = new Drive().connected({ tier: 4 }).lost().toAttempt().tell({ type: 'ended', status })
  expect(drive.tell({ type: 'online' }).pass(1e9).state).toMatchObject({
    phase: 'stopped',
    why: 'not-allowed',
  })
})

test.each([1001, 1005, 1006, 1009, 1011, 1012, 4000])('C23 after close code %i it comes back', code => {
  expect(new Drive().connected().lost(code).state).toMatchObject({ phase: 'waiting', why: 'window' })
})

test('C23 1013 is a refusal', () => {
  expect(new Drive().connected().lost(1013).state).toMatchObject({
    phase: 'waiting',
    why: 'refused',
    attempts: 0,
  })
})

test.each([
  [1, 'websocket'],
  [2, 'websocket'],
  [3, 'events'],
  [4, 'poll'],
] as const)('C30 at tier %i it comes by %s', (tier, call) => {
  expect(new Drive().connected({ tier }).lost(1012).toAttempt().calls.at(-1)).toBe(call)
})

test('C30, C34 at tier 5 nothing happens until the user asks, one in 5 s', () => {
  const drive = new Drive().connected({ tier: 5, userText: 'Refresh to see changes.' }).lost(1012).toAttempt()
  expect(drive.state).toMatchObject({ phase: 'manual', transport: null, userText: 'Refresh to see changes.' })
  expect(drive.pass(1e7).calls).toEqual(['websocket'])
  drive.tell({ type: 'ask' }).pass(0)
  expect(drive.calls).toEqual(['websocket', 'snapshot'])
  drive.hello({ tier: 5 }).tell({ type: 'polled' })
  drive.tell({ type: 'ask' }).tell({ type: 'ask' }).pass(4_999)
  expect(drive.calls).toHaveLength(2)
  expect(drive.pass(1).calls).toEqual(['websocket', 'snapshot', 'snapshot'])
})

test('C34 a snapshot that names a better tier starts the way back', () => {
  const drive = new Drive(() => 0.5).connected({ tier: 5 }).lost(1012).toAttempt()
  drive
    .pass(10_000)
    .tell({ type: 'ask' })
    .pass(0)
    .hello({ tier: 2, windowMs: 30_000 })
    .tell({ type: 'polled' })
  expect(drive.state).toMatchObject({ phase: 'waiting', why: 'window', nextAttemptAt: drive.now + 15_000 })
  expect(drive.toAttempt().calls.at(-1)).toBe('websocket')
})

test('C34 a snapshot that fails says why and leaves the user in charge', () => {
  const drive = new Drive().connected({ tier: 5 }).lost(1012).toAttempt().pass(10_000)
  drive.tell({ type: 'ask' }).pass(0).tell({ type: 'ended', status: 503, retryAfterMs: 60_000 })
  expect(drive.state).toMatchObject({ phase: 'manual', why: 'refused' })
  drive.tell({ type: 'ask' }).pass(59_999)
  expect(drive.calls.filter(call => call === 'snapshot')).toHaveLength(1)
  expect(drive.pass(1).calls.filter(call => call === 'snapshot')).toHaveLength(2)
})

test('C31 an open socket told of a lower tier stays', () => {
  const drive = new Drive().connected().hello({ tier: 4 }).pass(120_000)
  expect(drive.state).toMatchObject({ phase: 'open', transport: 'websocket', tier: 4 })
})

test('C32 on a stream it moves up within the window, and stays when the tier falls again before', () => {
  const drive = new Drive(() => 0.5).connected({ tier: 3 }).lost(1012).toAttempt().tell({ type: 'opened' })
  drive.hello({ tier: 1, windowMs: 30_000 })
  drive.pass(10_000).hello({ tier: 3 }).pass(60_000)
  expect(drive.state.transport).toBe('events')
  drive.hello({ tier: 2, windowMs: 30_000 }).pass(14_999)
  expect(drive.state.transport).toBe('events')
  expect(drive.pass(1).state).toMatchObject({ phase: 'connecting', transport: 'websocket' })
})

test('C32 a polling client moves up too, while its polls go on', () => {
  const drive = new Drive(() => 0.5).connected({ tier: 4 }).lost(1012).toAttempt()
  drive.hello({ tier: 4 }).tell({ type: 'polled' })
  drive.pass(5_000).hello({ tier: 3, windowMs: 12_000 }).tell({ type: 'polled' })
  drive.pass(5_000).hello({ tier: 3, windowMs: 12_000 }).tell({ type: 'polled' })
  expect(drive.state.transport).toBe('poll')
  expect(drive.pass(1_000).state).toMatchObject({ phase: 'connecting', transport: 'events' })
})

test.each([
  [0, 4_500],
  [0.5, 5_000],
  [0.999_999, 5_500],
])('C33 polls follow each other by the interval within 10 %% (random %d)', (random, ms) => {
  const drive = new Drive(() => random).connected({ tier: 4 }).lost(1012).toAttempt()
  drive.pass(300).hello({ tier: 4 }).tell({ type: 'polled' })
  const made = drive.calls.length
  expect(drive.pass(ms - 1).calls).toHaveLength(made)
  expect(drive.pass(1).calls).toHaveLength(made + 1)
})

test('C33 a poll refused as too early waits as told and goes on polling', () => {
  const drive = new Drive(() => 0).connected({ tier: 4 }).lost(1012).toAttempt()
  drive.tell({ type: 'ended', status: 429, retryAfterMs: 5_000 })
  expect(drive.state).toMatchObject({ why: 'refused', nextAttemptAt: drive.now + 5_000, attempts: 0 })
  expect(drive.toAttempt().calls.at(-1)).toBe('poll')
})

test('C35 a transport that is not offered, or not found, is a stop that resumes', () => {
  const none = new Drive().connected({ tier: 3, fallback: null }).lost(1012).toAttempt()
  expect(none.state).toMatchObject({ phase: 'stopped', why: 'not-served' })
  const missing = new Drive()
    .connected({ tier: 3 })
    .lost(1012)
    .toAttempt()
    .tell({ type: 'ended', status: 404 })
  expect(missing.state).toMatchObject({ phase: 'stopped', why: 'not-served' })
  expect(missing.tell({ type: 'online' }).state.phase).toBe('waiting')
})

test('C36 users are told what the server says, and that nothing arrives while nothing does', () => {
  const drive = new Drive().tell({ type: 'start' }).pass(0)
  expect(drive.state.userText).toBeNull()
  drive.tell({ type: 'opened' }).hello({ tier: 2, userText: 'Some features are reduced.' })
  expect(drive.state.userText).toBe('Some features are reduced.')
  expect(drive.lost().state.userText).toContain('temporarily unavailable')
})

test('C41, C42 deliveries move the position; a hello sets it only where there is none', () => {
  const drive = new Drive().connected({ cursor: 'n~1' })
  expect(drive.model.cursor).toBe('n~1')
  const messages = [{ topic: 'a', data: 1 }]
  drive.tell({ type: 'frame', frame: { delivery: { cursor: 'n~2', reset: false, messages } } })
  expect(drive.hello({ cursor: 'n~9' }).model.cursor).toBe('n~2')
  drive.tell({ type: 'frame', frame: { delivery: { cursor: 'm~1', reset: true, messages: [] } } })
  expect(drive.model.cursor).toBe('m~1')
  expect(drive.effects.filter(effect => effect.do === 'deliver' || effect.do === 'reset')).toEqual([
    { do: 'deliver', messages },
    { do: 'reset' },
    { do: 'deliver', messages: [] },
  ])
})

test('C43 after a beat, two silent intervals mean a dead connection', () => {
  const drive = new Drive().connected().pass(1e7)
  expect(drive.state.phase).toBe('open')
  drive
    .tell({ type: 'frame', frame: { beat: 30_000 } })
    .pass(50_000)
    .tell({ type: 'heard' })
  expect(drive.pass(59_999).state.phase).toBe('open')
  expect(drive.pass(1).state).toMatchObject({ phase: 'waiting', why: 'window', attempts: 0 })
})

test('C43 a longer ping interval holds from the greeting that names it, not only from the next beat', () => {
  const drive = new Drive()
    .connected()
    .tell({ type: 'frame', frame: { beat: 30_000 } })
    .pass(29_000)
  drive.hello({ tier: 2, settings: REDUCED_SETTINGS })
  expect(drive.pass(119_999).state.phase).toBe('open')
  expect(drive.pass(1).state).toMatchObject({ phase: 'waiting', why: 'window' })
})

test('C43 a greeting alone starts no watch, and no nonsense in it ends one', () => {
  expect(new Drive().connected({ settings: REDUCED_SETTINGS }).pass(1e7).state.phase).toBe('open')
  const settings = { ...REDUCED_SETTINGS, pingIntervalMs: Number.NaN }
  const drive = new Drive()
    .connected()
    .tell({ type: 'frame', frame: { beat: 30_000 } })
    .hello({ settings })
  expect(drive.pass(60_000).state.phase).toBe('waiting')
})
