import { readFileSync } from 'node:fs'
import type { AgentStatus } from '@stormdeck/protocol'
import type { DescriptorReading } from '../observe/descriptors.ts'

/** F16: descriptors should be this many times the peak of connections. */
const DESCRIPTORS_PER_PEAK = 3
/** Read while there are descriptors to read it with. */
const UNIT = ownUnit()
/** What a warning can carry. */
const MAX_FIX_CHARACTERS = 240

/** @param peak most connections at once since the start */
export function descriptorWarning(
  { limit }: DescriptorReading,
  peak: number,
  unit: string | null = UNIT,
): AgentStatus['warnings'][number] | null {
  if (limit === null || limit >= peak * DESCRIPTORS_PER_PEAK) return null
  return {
    id: 'descriptor-limit',
    text: `The descriptor limit of ${limit} is under 3 × the peak of ${peak} connections.`,
    fix: raiseDescriptors(Math.ceil((peak * DESCRIPTORS_PER_PEAK) / 1024) * 1024, unit),
  }
}

/** Raises the limit of this process now, and of its service for the next start, where systemd runs it. */
export function raiseDescriptors(wanted: number, unit: string | null = UNIT): string {
  const now = `prlimit --pid ${process.pid} --nofile=${wanted}:${wanted}`
  const folder = `/etc/systemd/system/${unit}.d`
  const later = `mkdir -p ${folder} && printf '[Service]\\nLimitNOFILE=${wanted}\\n' > ${folder}/nofile.conf && systemctl daemon-reload`
  const both = `${now} && ${later}`
  return unit === null || both.length > MAX_FIX_CHARACTERS ? now : both
}

/** The service that this process belongs to; `null`: it is in none. */
function ownUnit(): string | null {
  try {
    return /\/([\w@:.-]+\.service)(?:\/|$)/m.exec(readFileSync('/proc/self/cgroup', 'latin1'))?.[1] ?? null
  } catch {
    return null
  }
}
