import { type Part, startPart } from '../process/start-part.ts'
import { refuseStorm, type StormPlan } from './storm-plan.ts'
import type { StormCount, StormOrder, StormReport } from './storm-process.ts'

/** One process sets off about this many attempts a second without falling behind. */
const ATTEMPTS_PER_SECOND_PER_PROCESS = 1_000

export type StormListeners = {
  /** The lab's clock at the attempt that made it 50 within a second on a node, epoch ms. */
  onBurst?: (node: string, at: number) => void
  /** Counts so far, several times a second. */
  onCount?: (nodes: Record<string, StormCount>) => void
}

export type StormResult = { startedAt: number; endedAt: number; nodes: Record<string, StormCount> }

export type RunningStorm = {
  /** Resolves when the time is over, or after `stop`, with what had been counted by then. */
  done: Promise<StormResult>
  stop(): Promise<void>
}

/** Splits the targets so that no process has to make too many attempts. */
export function shareTargets(plan: StormPlan): StormPlan[] {
  const perProcess = Math.max(1, Math.floor(ATTEMPTS_PER_SECOND_PER_PROCESS / plan.attemptsPerSecond))
  const shares: StormPlan[] = []
  for (let i = 0; i < plan.targets.length; i += perProcess) {
    shares.push({ ...plan, targets: plan.targets.slice(i, i + perProcess) })
  }
  return shares
}

/**
 * Lets real clients retry at once against real servers, in processes of their own.
 * @throws what {@link refuseStorm} says of the plan
 */
export async function startStorm(plan: StormPlan, listeners: StormListeners = {}): Promise<RunningStorm> {
  const refusal = refuseStorm(plan)
  if (refusal) throw new Error(refusal)
  const startedAt = Date.now()
  const counted: Record<string, StormCount> = {}
  const entry = new URL('./storm-process.ts', import.meta.url)

  const runShare = async (share: StormPlan, index: number) => {
    let finished: () => void = () => {}
    const done = new Promise<void>(resolve => {
      finished = resolve
    })
    const onReport = (report: StormReport) => {
      if (report.kind === 'burst') return listeners.onBurst?.(report.node, report.at)
      if (report.kind === 'ready') return
      Object.assign(counted, report.nodes)
      listeners.onCount?.(counted)
      if (report.kind === 'done') finished()
    }
    const order: StormOrder = { kind: 'start', plan: share }
    const { part } = await startPart<StormReport, StormOrder>(
      { name: `storm-${index + 1}`, entry, onReport },
      order,
    )
    return { part, done: Promise.race([done, part.exited]) }
  }

  const shares = await Promise.all(shareTargets(plan).map(runShare))
  const stop = () => stopAll(shares.map(share => share.part))
  const done = Promise.all(shares.map(share => share.done)).then(async () => {
    await stop()
    return { startedAt, endedAt: Date.now(), nodes: counted }
  })
  return { done, stop }
}

async function stopAll(parts: Part<StormOrder>[]): Promise<void> {
  await Promise.all(parts.map(part => part.stop(500)))
}
