import { expect, test } from 'vitest'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import { HEARTBEAT_TIMES } from './heartbeat.ts'
import { keepAlive } from './keep-alive.ts'
import { Session, type Transport } from './session.ts'

test.each<[Transport, number]>([
  ['events', 15_000],
  ['websocket', 60_000],
])('H8: under reduced settings a beat says how often the next ones come: %s', (transport, intervalMs) => {
  const beats: number[] = []
  const peer = { ...ABSENT_PEER, deliver: (frame: string) => beats.push(JSON.parse(frame).stormdeck.beat) }
  const holder = { publisher: { keepUp() {} }, destroyZombie() {}, close() {} }
  const heartbeat = keepAlive(holder, HEARTBEAT_TIMES, () => 0.5)
  heartbeat.reduced = true
  const session = new Session(transport, peer, 0)
  session.announced = true
  heartbeat.watch(session)
  for (let second = 1; second <= 120; second++) {
    heartbeat.turn(second * 1_000)
    heartbeat.alive(session)
  }
  expect(beats).toHaveLength(120_000 / intervalMs)
  expect(new Set(beats)).toEqual(new Set([intervalMs]))
})
