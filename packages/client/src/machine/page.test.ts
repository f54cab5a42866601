import { expect, test } from 'vitest'
import { Drive } from '../../test-kit/drive.ts'

test('C50 hidden for a minute the connection is given up, and returns within a second when visible', () => {
  const drive = new Drive(() => 0.5).connected().tell({ type: 'hidden' }).pass(59_999)
  expect(drive.state.phase).toBe('open')
  expect(drive.pass(1).state).toMatchObject({ phase: 'background', transport: null, userText: null })
  expect(drive.effects.slice(-2)).toEqual([{ do: 'drop' }, { do: 'leave' }])
  drive.pass(1e7).tell({ type: 'visible' })
  expect(drive.state).toMatchObject({ phase: 'waiting', nextAttemptAt: drive.now + 500 })
  expect(drive.toAttempt().state.phase).toBe('connecting')
})

test('C50 looking away and back does not go around a time that the server asked for', () => {
  const drive = new Drive(() => 0).connected({ tier: 3 }).lost().toAttempt()
  drive.tell({ type: 'ended', status: 503, retryAfterMs: 300_000 }).tell({ type: 'hidden' }).pass(60_000)
  expect(drive.tell({ type: 'visible' }).state.nextAttemptAt).toBe(drive.now + 240_000)
})

test('C50 a short look away costs nothing', () => {
  const drive = new Drive()
    .connected()
    .tell({ type: 'hidden' })
    .pass(30_000)
    .tell({ type: 'visible' })
    .pass(1e6)
  expect(drive.calls).toHaveLength(1)
  expect(drive.state.phase).toBe('open')
})

test('C51 no attempt while hidden: a waiting client goes to the background, a page opened hidden starts there', () => {
  const drive = new Drive(() => 0.5).connected().tell({ type: 'hidden' }).lost().toAttempt()
  expect(drive.state.phase).toBe('background')
  expect(drive.calls).toHaveLength(1)
  const opened = new Drive(() => 0, true).tell({ type: 'start' }).pass(1e6)
  expect(opened.state.phase).toBe('background')
  expect(opened.tell({ type: 'visible' }).pass(0).calls).toEqual(['websocket'])
})

test('C51 no attempt while offline: it waits, and returns within the window', () => {
  const drive = new Drive(() => 0.5)
    .connected({ windowMs: 30_000 })
    .tell({ type: 'offline' })
    .lost()
    .pass(1e6)
  expect(drive.state).toMatchObject({ phase: 'waiting', why: 'offline', nextAttemptAt: null, attempts: 0 })
  expect(drive.tell({ type: 'online' }).state.nextAttemptAt).toBe(drive.now + 15_000)
})

test('C52 leaving the page closes at once; coming back out of the cache returns', () => {
  const drive = new Drive(() => 0).connected().tell({ type: 'left' })
  expect(drive.state.phase).toBe('background')
  expect(drive.tell({ type: 'visible' }).pass(0).state.phase).toBe('connecting')
})

test('C53 an open connection stays open when the page becomes visible or the network returns', () => {
  const drive = new Drive().connected().tell({ type: 'hidden' }).tell({ type: 'visible' })
  drive.tell({ type: 'offline' }).tell({ type: 'online' }).pass(1e6)
  expect(drive.calls).toHaveLength(1)
  expect(drive.state.phase).toBe('open')
})

test('C53 a dead one is noticed then', () => {
  const drive = new Drive().connected().tell({ type: 'frame', frame: { beat: 10_000 } })
  drive.now += 3_600_000
  expect(drive.tell({ type: 'visible' }).state.phase).toBe('waiting')
})

test('C55 after close nothing moves it', () => {
  const drive = new Drive().connected().tell({ type: 'close' })
  const made = drive.effects.length
  for (const type of ['ask', 'visible', 'online', 'tick', 'opened'] as const) drive.tell({ type })
  expect(drive.state.phase).toBe('closed')
  expect(drive.effects).toHaveLength(made)
  expect(drive.model.due).toEqual({})
})

test('C60, C61 without a place it waits; a hidden one gives its place to who asks', () => {
  const drive = new Drive()
  drive.places = false
  drive.tell({ type: 'start' }).pass(1e6)
  expect(drive.state).toMatchObject({ phase: 'waiting', why: 'places' })
  expect(drive.tell({ type: 'placed' }).state.phase).toBe('connecting')
  drive.tell({ type: 'opened' }).tell({ type: 'wanted' })
  expect(drive.state.phase).toBe('open')
  drive.tell({ type: 'hidden' }).tell({ type: 'wanted' })
  expect(drive.state.phase).toBe('background')
})
