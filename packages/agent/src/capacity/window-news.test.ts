import { expect, test } from 'vitest'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import { Session, type Transport } from '../session/session.ts'
import { WindowNews } from './window-news.ts'

function nodeWith(count: number, transport: Transport = 'websocket') {
  const told: Session[] = []
  const sessions = new Set(Array.from({ length: count }, () => new Session(transport, ABSENT_PEER, 0)))
  for (const session of sessions) {
    session.announced = true
    session.windowMs = 5_000
  }
  const node = {
    pool: { sessions },
    nowMs: 5_000,
    windowMs: () => node.nowMs,
    onTold: (session: Session) => void told.push(session),
  }
  const news = new WindowNews(node)
  const tellAfter = (windowMs: number, turns: number): number => {
    const before = told.length
    node.nowMs = windowMs
    for (let turn = 0; turn < turns; turn++) news.tellSome()
    return told.length - before
  }
  return { sessions, tellAfter }
}

test('Q6: a window that grew by a quarter is news, one that fell by a quarter as well, and nothing between', () => {
  const { tellAfter } = nodeWith(10)
  const windows = [5_000, 6_250, 6_251, 7_000, 4_689, 4_688, 4_000]
  expect(windows.map(windowMs => tellAfter(windowMs, 2))).toEqual([0, 0, 10, 0, 0, 10, 0])
})

test('Q6: a window that creeps is news in the end', () => {
  const { tellAfter, sessions } = nodeWith(1)
  for (let windowMs = 5_000; windowMs <= 40_000; windowMs += 100) tellAfter(windowMs, 2)
  const [session] = sessions
  expect(session?.windowMs).toBeGreaterThan(40_000 / 1.25)
})

test('Q6: a crowd is told some at a time, each once', () => {
  const { tellAfter, sessions } = nodeWith(250)
  expect([1, 1, 1, 9].map(turns => tellAfter(9_000, turns))).toEqual([100, 100, 50, 0])
  expect([...sessions].every(({ windowMs }) => windowMs === 9_000)).toBe(true)
})

test('Q6: who was told since is not told again, nor who cannot be told', () => {
  const { tellAfter, sessions } = nodeWith(4)
  const [late, stranger] = [...sessions] as [Session, Session]
  late.windowMs = 9_000
  stranger.announced = false
  expect(tellAfter(9_000, 2)).toBe(2)
  expect(nodeWith(3, 'poll').tellAfter(9_000, 2)).toBe(0)
  expect(nodeWith(3, 'events').tellAfter(9_000, 2)).toBe(3)
})

test('Q6: who came while the window was short hears that it is long again', () => {
  const { tellAfter, sessions } = nodeWith(3)
  tellAfter(9_000, 2)
  const [late] = sessions as Iterable<Session>
  if (late) late.windowMs = 5_000
  expect(tellAfter(9_000, 2)).toBe(1)
})
