import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The process that holds a data folder, as it wrote itself down. */
export type Holder = {
  pid: number
  /** Start of the process in clock ticks since boot, from /proc; tells a pid that was given out again. */
  startTicks: number | null
  since: number
}

export const HOLDER_FILE = 'holder.json'

/** Start of a process in ticks since boot (proc(5), field 22); `null` where it cannot be read. */
export function processStartTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name may contain spaces and brackets; fields are counted after its closing one.
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
    return Number.isFinite(ticks) ? ticks : null
  } catch {
    return null
  }
}

/** Who holds the folder, or `null` when nobody wrote it down or the file cannot be read. */
export function readHolder(dataDir: string): Holder | null {
  try {
    const { pid, startTicks, since } = JSON.parse(readFileSync(join(dataDir, HOLDER_FILE), 'utf8')) as Holder
    const started = Number.isFinite(startTicks) ? startTicks : null
    // Process 1 is the app in a container of its own; elsewhere it never is, and its start tells the two apart.
    if (!Number.isSafeInteger(pid) || pid < 1 || (pid === 1 && started === null)) return null
    return { pid, startTicks: started, since: Number(since) || 0 }
  } catch {
    return null
  }
}

/** True when the recorded process still runs and is not another one under the same pid. */
export function holderAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch {
    return false
  }
  const ticks = processStartTicks(holder.pid)
  return ticks === null || holder.startTicks === null || ticks === holder.startTicks
}
