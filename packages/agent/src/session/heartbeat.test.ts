import { expect, test } from 'vitest'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import { HEARTBEAT_TIMES, Heartbeat, type HeartbeatTimes } from './heartbeat.ts'
import { Session, type Transport } from './session.ts'

type Heard = { pings: number[]; deadAtMs: number | null }

/** Turns the wheel once a second; a session that `answers` sends its pong at once. */
class Ward {
  readonly heard = new Map<Session, Heard>()
  readonly heartbeat: Heartbeat
  readonly idled: Session[] = []
  nowMs = 0

  constructor(
    random = () => 0.5,
    idleMs: number | null = null,
    destroy = true,
    times: Partial<HeartbeatTimes> = {},
  ) {
    this.heartbeat = new Heartbeat(
      { ...HEARTBEAT_TIMES, idleMs, destroy, ...times },
      {
        ping: session => this.heard.get(session)?.pings.push(this.nowMs),
        dead: session => {
          const heard = this.heard.get(session)
          if (heard) heard.deadAtMs = this.nowMs
          this.heartbeat.forget(session)
        },
        idle: session => {
          this.idled.push(session)
          this.heartbeat.forget(session)
        },
      },
      random,
    )
  }

  admit(transport: Transport = 'websocket'): Session {
    const session = new Session(transport, ABSENT_PEER, this.nowMs)
    this.heard.set(session, { pings: [], deadAtMs: null })
    this.heartbeat.watch(session)
    return session
  }

  pass(seconds: number, answers: (session: Session) => boolean): void {
    for (let second = 0; second < seconds; second++) {
      this.nowMs += 1_000
      this.heartbeat.turn(this.nowMs)
      for (const session of this.heard.keys()) {
        if (session.awaitingPong && answers(session))
          this.heartbeat.pong(session, session.pingTick, this.nowMs + 20)
      }
    }
  }
}

test('H2: a dead connection is gone within 60 s of its last sign of life, whenever it died', () => {
  for (let diesAt = 1; diesAt <= 95; diesAt++) {
    for (const random of [0, 0.5, 0.999]) {
      const ward = new Ward(() => random)
      const session = ward.admit()
      ward.pass(diesAt, () => true)
      const lastSign = Math.max(0, ...(ward.heard.get(session)?.pings ?? []))
      ward.pass(65, () => false)
      const { deadAtMs } = ward.heard.get(session) as Heard
      expect(deadAtMs).not.toBeNull()
      expect((deadAtMs ?? 0) - lastSign).toBeLessThanOrEqual(ward.heartbeat.boundMs ?? 0)
    }
  }
})

test('H2: one that answers is pinged every 30 s and never buried', () => {
  const ward = new Ward()
  const session = ward.admit()
  ward.pass(600, () => true)
  const { pings, deadAtMs } = ward.heard.get(session) as Heard
  expect(deadAtMs).toBeNull()
  expect(new Set(pings.slice(1).map((at, index) => at - (pings[index] ?? 0)))).toEqual(new Set([30_000]))
  expect(ward.heartbeat.latency.read(ward.nowMs)).toMatchObject({ p50: 20, p99: 20, n: 2 })
})

test('H3: a storm of arrivals is not a storm of pings', () => {
  let seed = 1
  const ward = new Ward(() => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  })
  for (let n = 0; n < 3_000; n++) ward.admit()
  ward.pass(30, () => true)
  const perSecond = new Map<number, number>()
  for (const { pings } of ward.heard.values())
    for (const at of pings) perSecond.set(at, (perSecond.get(at) ?? 0) + 1)
  expect(Math.max(...perSecond.values())).toBeLessThan(160)
})

test('H4: zombies are counted past half the deadline, and no more when they answer or leave', () => {
  const ward = new Ward(() => 0)
  const [late, leaving, dead] = [ward.admit(), ward.admit(), ward.admit()]
  ward.pass(17, () => false)
  expect(ward.heartbeat.zombies).toBe(3)
  ward.heartbeat.alive(late)
  ward.heartbeat.forget(leaving)
  expect(ward.heartbeat.zombies).toBe(1)
  ward.pass(20, session => session === late)
  expect(ward.heard.get(dead)?.deadAtMs).toBe(31_000)
  expect(ward.heard.get(leaving)?.deadAtMs).toBeNull()
  expect(ward.heartbeat.zombies).toBe(0)
})

test('H5: reduced settings ping every 60 s, and the bound says 90 s', () => {
  const ward = new Ward()
  const session = ward.admit()
  ward.heartbeat.reduced = true
  expect([ward.heartbeat.pingIntervalMs, ward.heartbeat.boundMs]).toEqual([60_000, 90_000])
  ward.pass(300, () => true)
  const { pings } = ward.heard.get(session) as Heard
  expect((pings[2] ?? 0) - (pings[1] ?? 0)).toBe(60_000)
})

test.each([false, true])(
  'H8: a silent event stream is written to every 15 s, reduced or not: %s',
  reduced => {
    const ward = new Ward(() => 0.999)
    ward.heartbeat.reduced = reduced
    const stream = ward.admit('events')
    expect(ward.heartbeat.intervalMsOf(stream)).toBe(15_000)
    ward.pass(300, () => true)
    const { pings } = ward.heard.get(stream) as Heard
    expect(new Set(pings.map((at, index) => at - (pings[index - 1] ?? 0)))).toEqual(new Set([15_000]))
  },
)

test('H1: pings closer than half the deadline keep their interval, and a zombie is seen past that half', () => {
  const ward = new Ward(() => 0, null, true, { pingIntervalMs: 5_000 })
  const [living, silent] = [ward.admit(), ward.admit()]
  ward.pass(16, session => session === living)
  expect(ward.heard.get(living)?.pings).toEqual([1_000, 6_000, 11_000, 16_000])
  expect(ward.heartbeat.zombies).toBe(1)
  ward.pass(15, session => session === living)
  expect(ward.heard.get(silent)?.deadAtMs).toBe(31_000)
})

test('H6: an idle session is closed only where that was asked for, and one that speaks is not idle', () => {
  const ward = new Ward(() => 0, 60_000)
  const [silent, speaking] = [ward.admit(), ward.admit()]
  for (let second = 0; second < 120; second++) {
    ward.pass(1, () => true)
    ward.heartbeat.alive(speaking)
  }
  expect(ward.idled).toEqual([silent])
  const patient = new Ward()
  patient.admit()
  patient.pass(300, () => true)
  expect(patient.idled).toEqual([])
})

test('H7: where nothing is destroyed a dead connection stays a zombie, is asked again, and is none when it answers', () => {
  const ward = new Ward(() => 0.5, null, false)
  const session = ward.admit()
  expect(ward.heartbeat.boundMs).toBeNull()
  ward.pass(300, () => false)
  expect(ward.heartbeat.zombies).toBe(1)
  expect(ward.heard.get(session)?.deadAtMs).toBeNull()
  expect(ward.heard.get(session)?.pings.length).toBeGreaterThan(5)
  ward.pass(40, () => true)
  expect(ward.heartbeat.zombies).toBe(0)
  ward.pass(300, () => false)
  ward.heartbeat.forget(session)
  expect(ward.heartbeat.zombies).toBe(0)
})

test('H6: an event stream cannot send messages and is never idle', () => {
  const ward = new Ward(() => 0.5, 60_000)
  ward.admit('events')
  const socket = ward.admit()
  ward.pass(200, () => true)
  expect(ward.idled).toEqual([socket])
})
