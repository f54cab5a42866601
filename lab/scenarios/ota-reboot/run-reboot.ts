import { mkdirSync } from 'node:fs'
import type { AgentStatus } from '@stormdeck/protocol'
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

type Tallies = {
  broker: { known: number; sockets: number }
  fleet: { online: number; attempts: number; refused: number }
}

async function startBroker(plan: RebootPlan, tallies: Tallies) {
  mkdirSync(plan.journalDir, { recursive: true })
  return startPart<BrokerReport, BrokerOrder>(
    {
      name: 'broker',
      entry: new URL('./broker-process.ts', import.meta.url),
      descriptorLimit: plan.descriptors,
      onReport: report => {
        if (report.kind === 'devices') tallies.broker = report
      },
    },
    { kind: 'start', ...plan.broker, journalDir: plan.journalDir },
  )
}

async function startDevices(plan: RebootPlan, url: string, tallies: Tallies) {
  return startPart<DevicesReport, DevicesOrder>(
    {
      name: 'devices',
      entry: new URL('./devices-process.ts', import.meta.url),
      onReport: report => {
        if (report.kind === 'count') tallies.fleet = report
      },
    },
    { kind: 'start', url, devices: plan.devices, perSecond: joinPerSecond(plan) },
  )
}

/** One run: devices connect, a part of them reboots at once and without a goodbye, and comes back. */
export async function runReboot(
  plan: RebootPlan,
  recorder: Recorder,
  progress: (sentence: string) => void,
): Promise<RebootResult> {
  const tallies: Tallies = {
    broker: { known: 0, sockets: 0 },
    fleet: { online: 0, attempts: 0, refused: 0 },
  }
  const server = await startBroker(plan, tallies)
  const node = { id: NODE_ID, controlUrl: server.ready.controlUrl }
  recorder.mark(plan.title)
  await recorder.sample([node])
  const devices = await startDevices(plan, server.ready.serviceUrl, tallies)
  const all = () => tallies.fleet.online >= plan.devices
  const look = async (doing: string) => {
    await recorder.sample([node])
    progress(`${plan.title}: ${tallies.fleet.online} of ${plan.devices} devices online, ${doing}`)
    await pause(LOOK_EVERY_MS)
  }
  const joinBy = Date.now() + 15_000 + (2_000 * plan.devices) / joinPerSecond(plan)
  while (!all() && Date.now() < joinBy) await look('joining')
  if (!all()) throw new Error(`only ${tallies.fleet.online} devices could connect to begin with`)

  const before = tallies.fleet
  recorder.mark(`${plan.rebooting} devices reboot`)
  devices.part.send({ kind: 'reboot', devices: plan.rebooting, withinMs: plan.withinMs })
  const rebootAt = Date.now()
  let fell = false
  let backMs: number | null = null
  while (Date.now() - rebootAt < plan.watchMs) {
    await look('after the reboot')
    fell ||= !all()
    if (fell && backMs === null && all()) backMs = Date.now() - rebootAt
  }
  const result = resultOf(tallies, before, recorder.latest(NODE_ID))
  await devices.part.stop()
  await server.part.stop()
  recorder.forget(NODE_ID)
  return { ...result, backMs }
}

function resultOf({ broker, fleet }: Tallies, before: Tallies['fleet'], status: AgentStatus | undefined) {
  return {
    online: fleet.online,
    sockets: broker.sockets,
    leaked: Math.max(0, broker.sockets - broker.known),
    zombiesDestroyed: status?.totals.zombiesDestroyed ?? 0,
    descriptors: status?.descriptors.open ?? null,
    attempts: fleet.attempts - before.attempts,
    refused: fleet.refused - before.refused,
    peakPerSecond: status?.burst.peakPerSecond ?? null,
    lowerBound: status?.lowerBound.active ?? false,
  }
}

/** Slowly enough for a broker that admits so many a second, and to be no storm of its own. */
function joinPerSecond({ broker }: RebootPlan): number {
  return Math.min(40, (broker.admitsPerSecond ?? 400) / 2)
}
