import { describe, expect, test } from 'vitest'
import { withoutValues } from '../aged-fleet.ts'
import type { NodeReading } from '../node-reading.ts'
import { nodeSample, SAMPLE_AT } from '../test/fleet-sample.ts'
import type { Incident } from './incident.ts'
import { incidentMarkdown } from './incident-markdown.ts'
import {
  CLOSE_AFTER_MS,
  CLOSE_UNSEEN_AFTER_MS,
  linkIncidents,
  MAX_SIGNALS,
  MAX_TIMELINE,
} from './link-incidents.ts'
import { recognise } from './recognise.ts'

const STORM = { stormState: 'storm', burst: true, sustained: true, attemptsPerSecondMean60s: 190 } as const

/** F40: 65,535 of 65,535 descriptors, nothing accepted, attempts nobody can count. */
const exhausted = (id: string, over: Partial<NodeReading> = {}) =>
  nodeSample(id, {
    ...STORM,
    connections: 49_000,
    descriptorsOpen: 65_535,
    descriptorLimit: 65_535,
    establishedPerSecond: 0,
    closedPerSecond: 2,
    acceptQueue: 4_096,
    lowerBound: true,
    lowerBoundWhy: 'no descriptor is left',
    timeToFullMs: 0,
    fullsFirst: 'descriptors',
    topVersion: 'mobile 3.2.0',
    topVersionRatio: 0.97,
    localReason: 'descriptors',
    socketsCloseWait: 140,
    ...over,
  })

/** F41. */
const leaking = (id: string) =>
  nodeSample(id, {
    ...STORM,
    connections: 42_000,
    memoryPerConnectionBytes: 190_000,
    establishedPerSecond: 40,
    closedPerSecond: 10,
    authPerSecond: 38,
    timeToFullMs: 266_000,
    fullsFirst: 'connections',
    topVersion: 'mobile 3.2.0',
    topVersionRatio: 0.83,
  })

/** F42. */
const rebooted = (id: string) =>
  nodeSample(id, {
    ...STORM,
    adapter: 'mqtt',
    attemptsPeakPerSecond: 310,
    connections: 4_000,
    connectionLimit: 20_000,
    descriptorsOpen: 8_100,
    descriptorLimit: 8_192,
    socketsCloseWait: 3_900,
    zombies: 4_000,
    establishedPerSecond: 60,
  })

/** F43. */
const held = (id: string) =>
  nodeSample(id, {
    cpuRatio: 0.08,
    connections: 46_000,
    latencyMsP99: 30_000,
    sendBufferBytesP95: 200_000,
    acceptQueue: 40,
  })

describe('patterns', () => {
  test('a healthy fleet has no incident', () => {
    expect(recognise([nodeSample('ws-1'), nodeSample('ws-2')])).toEqual([])
  })

  test('F40: descriptor exhaustion is one critical incident with its linked signals, and no cascade', () => {
    const [finding, ...others] = recognise([exhausted('ws-1'), exhausted('ws-2'), nodeSample('ws-3')])
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      pattern: 'CONNECTION_REFUSED',
      severity: 'critical',
      nodes: ['ws-1', 'ws-2'],
      confidenceRatio: 0.95,
      title: 'Descriptors exhausted on ws-1 and ws-2: connections are refused',
    })
    expect(finding?.signals.length).toBeGreaterThanOrEqual(18)
    expect(finding?.evidence.map(({ text }) => text)).toContain('65,535 of 65,535 descriptors in use')
    expect(finding?.cause).toContain('97 % of the attempts come from client mobile 3.2.0')
    const steps = finding?.plan.map(({ id, where }) => `${id} ${where}`)
    expect(steps).toEqual([
      'limits server',
      'descriptors server',
      'descriptors server',
      'restart server',
      'client client',
      'alert server',
      'call people',
    ])
  })

  test('F41: storm with a leak', () => {
    const [finding] = recognise([leaking('ws-2')])
    expect(finding).toMatchObject({ pattern: 'STORM_WITH_LEAK', severity: 'critical', confidenceRatio: 0.95 })
    expect(finding?.cause).toContain('40/s established against 10/s closed, at 190 KB each')
    expect(finding?.plan.map(({ id }) => id)).toEqual(['limits', 'tier', 'auth', 'cleanup', 'client'])
  })

  test('F42: a fleet that rebooted, although its descriptors are as good as gone', () => {
    const [finding] = recognise([rebooted('mq-1')])
    expect(finding?.pattern).toBe('FLEET_REBOOT')
    expect(finding?.evidence.map(({ text }) => text)).toContain(
      '3,900 sockets in CLOSE_WAIT, each holds a descriptor (TIME_WAIT holds none)',
    )
    expect(finding?.plan.map(({ id }) => id)).toContain('replace')
    // F29. No setting of the kernel switches keep-alive on: a socket asks for it.
    expect(finding?.plan.find(({ id }) => id === 'keep-alive')?.command).toBe(
      'createServer({ keepAlive: true, keepAliveInitialDelay: 30_000 }, aedes.handle)',
    )
  })

  test('F43: slow clients hold the workers while the CPU idles', () => {
    const [finding] = recognise([held('ws-1')])
    expect(finding).toMatchObject({ pattern: 'SLOW_CLIENTS', severity: 'warning' })
    expect(finding?.cause).toContain("Little's law")
    const known = { ...held('ws-1'), connectionLimit: 50_000, establishedPerSecond: 100 }
    expect(recognise([known])[0]?.cause).toContain(
      'a connection is held for 7 min 40 s on average, and if every new one stayed, the places left would last 40 s',
    )
    expect(recognise([{ ...held('ws-1'), cpuRatio: 0.8 }])).toEqual([])
    expect(recognise([{ ...held('ws-1'), cpuRatio: null }])).toEqual([])
  })

  test('a storm that nothing else explains is a storm', () => {
    const [finding] = recognise([nodeSample('ws-1', { ...STORM, closedPerSecond: 3 })])
    expect(finding?.pattern).toBe('RECONNECT_STORM')
  })

  test('more established than closed at the onset of a storm is no leak yet', () => {
    const onset = { ...leaking('a'), connections: 8_000, memoryPerConnectionBytes: 40_000 }
    expect(recognise([onset])[0]?.pattern).toBe('RECONNECT_STORM')
    const small = { ...onset, connections: 100, memoryPerConnectionBytes: 62_000 }
    expect(recognise([small])[0]?.pattern).toBe('RECONNECT_STORM')
  })

  test('what cannot be known lowers the confidence and says so', () => {
    const [sure] = recognise([leaking('a')])
    const [unsure] = recognise([{ ...leaking('a'), authPerSecond: null, memoryPerConnectionBytes: null }])
    expect(unsure?.confidenceRatio).toBeLessThan(sure?.confidenceRatio ?? 0)
    expect(unsure?.evidence.filter(({ found }) => found === null).map(({ text }) => text)).toEqual([
      'Memory per connection: not known',
      'Authentication load: not known',
    ])
  })

  test('a node that cannot be seen is not diagnosed', () => {
    expect(recognise([withoutValues({ ...exhausted('ws-1'), reach: 'silent' })])).toEqual([])
  })

  test('signals of an incident are told apart', () => {
    for (const finding of recognise([exhausted('a'), leaking('b'), rebooted('c'), held('d')])) {
      const ids = finding.signals.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})

describe('one incident over time', () => {
  const at = SAMPLE_AT
  const ids = () => {
    let next = 0
    return () => `incident-${++next}`
  }
  const look = (open: Incident[], nodes: NodeReading[], nowMs: number, newId = ids()) =>
    linkIncidents(open, recognise(nodes), nodes, nowMs, newId)

  test('a storm that turns into exhaustion stays one incident, told by the more specific pattern', () => {
    const newId = ids()
    const storm = look([], [nodeSample('ws-1', STORM)], at, newId)
    const worse = look(storm, [exhausted('ws-1'), exhausted('ws-2')], at + 5_000, newId)
    expect(worse).toHaveLength(1)
    expect(worse[0]).toMatchObject({
      id: 'incident-1',
      openedAt: at,
      pattern: 'CONNECTION_REFUSED',
      nodes: ['ws-1', 'ws-2'],
    })
    const back = look(worse, [nodeSample('ws-1', STORM), nodeSample('ws-2')], at + 9_000, newId)
    expect(back[0]?.pattern).toBe('CONNECTION_REFUSED')
    expect(back[0]?.timeline.map(({ text }) => text)).toContain(
      'Descriptors exhausted on ws-1 and ws-2: connections are refused',
    )
  })

  test('it closes two minutes after the last sign of it', () => {
    const open = look([], [leaking('a')], at)
    const calm = [nodeSample('a')]
    expect(look(open, calm, at + CLOSE_AFTER_MS - 1)[0]?.closedAt).toBeNull()
    expect(look(open, calm, at + CLOSE_AFTER_MS)[0]?.closedAt).toBe(at + CLOSE_AFTER_MS)
  })

  test('silence is no recovery', () => {
    const open = look([], [leaking('a')], at)
    const gone = [withoutValues({ ...leaking('a'), reach: 'silent' })]
    expect(look(open, gone, at + CLOSE_AFTER_MS * 5)[0]?.closedAt).toBeNull()
    expect(look(open, [], at + CLOSE_UNSEEN_AFTER_MS)[0]?.closedAt).toBe(at + CLOSE_UNSEEN_AFTER_MS)
  })

  test('what is closed stays closed, and the next time is another incident', () => {
    const newId = ids()
    const open = look([], [leaking('a')], at, newId)
    const closed = look(open, [nodeSample('a')], at + CLOSE_AFTER_MS, newId)
    expect(look(closed, [leaking('a')], at + CLOSE_AFTER_MS + 1, newId).map(({ id }) => id)).toEqual([
      'incident-2',
    ])
  })

  test('it does not grow without bound', () => {
    const newId = ids()
    let open: Incident[] = []
    for (let i = 0; i < 400; i++)
      open = look(open, [exhausted('ws-1'), exhausted(`ws-${i}`)], at + i * 1_000, newId)
    expect(open).toHaveLength(1)
    expect(open[0]?.timeline.length).toBeLessThanOrEqual(MAX_TIMELINE)
    expect(open[0]?.signals.length).toBeLessThanOrEqual(MAX_SIGNALS)
  })
})

describe('as Markdown', () => {
  const [incident] = linkIncidents([], recognise([leaking('ws-2')]), [], SAMPLE_AT, () => 'i-1')

  test('everything somebody needs to take over', () => {
    if (!incident) throw new Error('no incident')
    const text = incidentMarkdown(incident, SAMPLE_AT + 259_000)
    expect(text).toContain('# Reconnect storm with a leak on ws-2\n')
    expect(text).toContain('- Pattern: STORM\\_WITH\\_LEAK (critical, confidence 95 %)'.replaceAll('\\', ''))
    expect(text).toContain('- Since: 15 Jun 15:06 UTC, open after 4 min 19 s')
    expect(text).toMatch(/## Cause[\s\S]+## Evidence[\s\S]+## Signals[\s\S]+## Plan[\s\S]+## Timeline/)
    expect(text).toContain('- [x] established 40/s, cleaned up 10/s (4.0 ×)')
  })

  test('text from other machines stays text', () => {
    if (!incident) throw new Error('no incident')
    const hostile = { ...incident, title: '# [click](javascript:x) <img>\n## Plan' }
    const [first] = incidentMarkdown(hostile, SAMPLE_AT).split('\n')
    expect(first).toBe('# \\# \\[click\\](javascript:x) \\<img\\> \\#\\# Plan')
  })
})
