import { mkdirSync } from 'node:fs'
import { startPart } from '../../process/start-part.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { BrokerOrder, BrokerReport } from './broker-process.ts'
import type { DevicesOrder, DevicesReport } from './devices-process.ts'

const LOOK_EVERY_MS = 250
const NODE_ID = 'broker-1'

export type RebootPlan = {
  title: string
  devices: number
  rebooting: number
  /** All rebooted devices try to be back within this time. */
  withinMs: number
  descriptors: number
  /** How long the broker is watched after the reboot. */
  watchMs: number
  broker: Omit<BrokerOrder, 'kind' | 'journalDir'>
  journalDir: string
}

export type RebootResult = {
  online: number
  /** From the reboot until all were online again; `null`: not while it was watched. */
  backMs: number | null
  sockets: number
  /** Sockets at the broker that no device holds any more. */
  leaked: number
  zombiesDestroyed: number
  descriptors: number | null
  attempts: number
  refused: number
  peakPerSecond: number | null
  lowerBound: boolean
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** One run: devices connect, a part of them reboots at once and without a goodbye, and comes back. */
export async function runReboot(
  plan: RebootPlan,
  recorder: Recorder,
  progress: (sentence: string) => void,
): Promise<RebootResult> {
  mkdirSync(plan.journalDir, { recursive: true })
  let broker = { known: 0, sockets: 0 }
  let fleet = { online: 0, attempts: 0, refused: 0 }
  const server = await startPart<BrokerReport, BrokerOrder>(
    {
      name: 'broker',
      entry: new URL('./broker-process.ts', import.meta.url),
      descriptorLimit: plan.descriptors,
      onReport: report => {
        if (report.kind === 'devices') broker = report
      },
    },
    { kind: 'start', ...plan.broker, journalDir: plan.journalDir },
  )
  const node = { id: NODE_ID, controlUrl: server.ready.controlUrl }
  recorder.mark(plan.title)
  await recorder.sample([node])
  const devices = await startPart<DevicesReport, DevicesOrder>(
    {
      name: 'devices',
      entry: new URL('./devices-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'count') fleet = report
      },
    },
    { kind: 'start', url: server.ready.serviceUrl, devices: plan.devices, perSecond: joinPerSecond(plan) },
  )
  const look = async (doing: string) => {
    await recorder.sample([node])
    progress(`${plan.title}: ${fleet.online} of ${plan.devices} devices online, ${doing}`)
    await pause(LOOK_EVERY_MS)
  }
  const joinBy = Date.now() + 15_000 + (2_000 * plan.devices) / joinPerSecond(plan)
  while (fleet.online < plan.devices && Date.now() < joinBy) await look('joining')
  if (fleet.online < plan.devices) throw new Error(`only ${fleet.online} devices could connect to begin with`)

  const before = { ...fleet }
  recorder.mark(`${plan.rebooting} devices reboot`)
  devices.part.send({ kind: 'reboot', devices: plan.rebooting, withinMs: plan.withinMs })
  const rebootAt = Date.now()
  let fell = false
  let backMs: number | null = null
  while (Date.now() - rebootAt < plan.watchMs) {
    await look('after the reboot')
    fell ||= fleet.online < plan.devices
    if (fell && backMs === null && fleet.online >= plan.devices) backMs = Date.now() - rebootAt
  }
  const status = recorder.latest(NODE_ID)
  const atTheEnd = { ...broker, ...fleet }
  await devices.part.stop()
  await server.part.stop()
  recorder.forget(NODE_ID)
  return {
    online: atTheEnd.online,
    backMs,
    sockets: atTheEnd.sockets,
    leaked: Math.max(0, atTheEnd.sockets - atTheEnd.known),
    zombiesDestroyed: status?.totals.zombiesDestroyed ?? 0,
    descriptors: status?.descriptors.open ?? null,
    attempts: atTheEnd.attempts - before.attempts,
    refused: atTheEnd.refused - before.refused,
    peakPerSecond: status?.burst.peakPerSecond ?? null,
    lowerBound: status?.lowerBound.active ?? false,
  }
}

/** Slowly enough for a broker that admits so many a second, and to be no storm of its own. */
function joinPerSecond({ broker }: RebootPlan): number {
  return Math.min(40, (broker.admitsPerSecond ?? 400) / 2)
}
