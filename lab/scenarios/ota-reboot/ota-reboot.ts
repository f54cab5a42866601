import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Recorder, writeRecording } from '../../recording/recorder.ts'
import type { Row } from '../../report/format-table.ts'
import type { Scenario } from '../../scenario.ts'
import { type RebootPlan, type RebootResult, runReboot } from './run-reboot.ts'

/** F42: 4,000 of 12,000 devices were rebooted. */
const REBOOTING = 1 / 3
/** F42: 8,192 descriptors for brokers that shared 12,000 devices; the lab's one broker has as little room. */
const ROOM = 1.2
/** F16: three times the peak. */
const ROOM_AFTERWARDS = 3
/** F24: a bucket refilled by 200 every 10 s. */
const ADMITTED_PER_SECOND = 20
/** The process itself: listener, journal, control connections, and what Node holds. */
const OWN_DESCRIPTORS = 40

type Step = {
  title: string
  destroysOld: boolean
  keepAliveMs: number | null
  room: number
  admits: number | null
}

/** As found, then each part of the plan of F42 on top of those before. */
const STEPS: readonly Step[] = [
  { title: 'as found', destroysOld: false, keepAliveMs: null, room: ROOM, admits: null },
  {
    title: '+ old destroyed before replaced',
    destroysOld: true,
    keepAliveMs: null,
    room: ROOM,
    admits: null,
  },
  { title: '+ keep-alive', destroysOld: true, keepAliveMs: 4_000, room: ROOM, admits: null },
  {
    title: '+ descriptors 3 × peak',
    destroysOld: true,
    keepAliveMs: 4_000,
    room: ROOM_AFTERWARDS,
    admits: null,
  },
  {
    title: '+ reconnects queued',
    destroysOld: true,
    keepAliveMs: 4_000,
    room: ROOM_AFTERWARDS,
    admits: ADMITTED_PER_SECOND,
  },
]

function rowOf(plan: RebootPlan, result: RebootResult): Row {
  return {
    step: plan.title,
    'online at the end': `${result.online} of ${plan.devices}`,
    dark: plan.devices - result.online,
    'all back':
      result.backMs === null
        ? `not within ${plan.watchMs / 1_000} s`
        : `${(result.backMs / 1_000).toFixed(1)} s`,
    sockets: result.sockets,
    leaked: result.leaked,
    'zombies destroyed': result.zombiesDestroyed,
    descriptors: `${result.lowerBound ? '≥ ' : ''}${result.descriptors ?? '—'} of ${plan.descriptors}`,
    attempts: result.attempts,
    refused: result.refused,
    'peak/s': result.peakPerSecond,
  }
}

/** F42: a firmware push reboots a third of an MQTT fleet at once, and the broker keeps the dead connections. */
export const otaReboot: Scenario = {
  name: 'ota-reboot',
  summary: 'F42: a third of an MQTT fleet reboots at once; the broker leaks the old sockets, then each fix',
  options: {
    devices: { kind: 'number', help: 'MQTT devices (over WebSocket)', default: '900', min: 30, max: 6_000 },
    within: {
      kind: 'duration',
      help: 'in which rebooted devices return',
      default: '6s',
      min: 500,
      max: 60_000,
    },
    for: { kind: 'duration', help: 'watched after the reboot', default: '25s', min: 3_000, max: 600_000 },
    steps: {
      kind: 'number',
      help: 'only the first so many',
      default: String(STEPS.length),
      min: 1,
      max: STEPS.length,
    },
    record: { kind: 'text', help: 'write what the agent reported to this file' },
  },
  async run({ options, report, onFinish }) {
    const devices = options.number('devices') ?? 900
    const journals = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
    onFinish(() => rmSync(journals, { recursive: true, force: true }))
    const recorder = new Recorder('ota-reboot')
    onFinish(() => recorder.close())
    const rows: Row[] = []
    const results: RebootResult[] = []
    for (const step of STEPS.slice(0, options.number('steps'))) {
      const plan: RebootPlan = {
        title: step.title,
        devices,
        rebooting: Math.round(devices * REBOOTING),
        withinMs: options.number('within') ?? 6_000,
        watchMs: options.number('for') ?? 25_000,
        descriptors: Math.round(devices * step.room) + OWN_DESCRIPTORS,
        broker: {
          destroysOld: step.destroysOld,
          keepAliveMs: step.keepAliveMs,
          admitsPerSecond: step.admits,
          connectionLimit: devices * ROOM_AFTERWARDS,
        },
        journalDir: join(journals, String(rows.length)),
      }
      const result = await runReboot(plan, recorder, report.progress)
      report.event({ event: 'step', ...plan, ...result })
      results.push(result)
      rows.push(rowOf(plan, result))
    }
    const file = options.text('record')
    if (file)
      writeRecording(file, recorder.recording(`${devices} devices over WebSocket, one broker, one machine`))
    report.table('A reboot of a third of the fleet', rows)
    const [found] = results
    const last = results.at(-1)
    if (!found || !last || results.length === 1) return 'passed'
    return found.online < devices && last.online === devices && last.leaked === 0 ? 'passed' : 'failed'
  },
}
