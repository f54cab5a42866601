import type { Tone } from '@/components/ui/tone.ts'
import type { FleetState, Storm } from '@/lib/domain/fleet-state.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatAtLeast, formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import type { Times } from '@/lib/format/times.ts'

const STATE: Record<Storm['state'], { tone: Tone; text: string }> = {
  suspected: { tone: 'warn', text: 'suspected' },
  storm: { tone: 'crit', text: 'running' },
  clearing: { tone: 'warn', text: 'clearing' },
  ended: { tone: 'plain', text: 'ended' },
}

export function stormBadge(storm: Storm): { tone: Tone; text: string } {
  return STATE[storm.state]
}

/** How long it lasted, or has lasted until `at`. */
export function stormLength(storm: Storm, at: number): string {
  return formatDuration((storm.endedAt ?? at) - storm.startedAt)
}

/**
 * A storm as far as is known: as the live feed has it, else as it was read. One that was running when it was read and has
 * left the feed has ended, and when is not known until it is read anew.
 */
export function stormNow(read: Storm, fleet: FleetState | null): Storm {
  const live = fleet?.storms.find(({ id }) => id === read.id)
  if (live) return live
  return fleet === null || read.endedAt !== null ? read : { ...read, state: 'ended' }
}

/** When it began and how long it lasted, or that this is being read. */
export function stormLead(storm: Storm, at: number, times: Times): string {
  const length =
    storm.endedAt === null && storm.state === 'ended'
      ? 'ended, reading the last figures'
      : `${storm.endedAt === null ? 'running for' : 'lasted'} ${stormLength(storm, at)}`
  return `Began ${times.day(storm.startedAt)} · ${length}`
}

const FIRED: Record<Storm['firedBy'], string> = {
  burst: 'a burst',
  sustained: 'the 60 s mean',
  'early-warning': 'the early warning',
}

/** The figures of a storm, each with its name; shares are rounded as the verdict does, never above what was measured. */
export function stormFacts(storm: Storm, times: Times): [name: string, value: string][] {
  return [
    ['Began by', `${FIRED[storm.firedBy]} at ${times.moment(storm.startedAt)}`],
    [
      'Rules that held',
      [storm.burst && 'burst', storm.sustained && 'sustained'].filter(Boolean).join(' and ') || 'none',
    ],
    [
      'Peak second',
      `${formatAtLeast(storm.peakPerSecond, storm.lowerBound)}${storm.peakAt === null ? '' : ` at ${times.moment(storm.peakAt)}`}`,
    ],
    ['Attempts', formatAtLeast(storm.attempts, storm.lowerBound)],
    ['Accepted', formatNumber(storm.accepted)],
    [
      'Refused',
      `${formatNumber(storm.refused)} (${formatPercent(storm.attempts === 0 ? null : Math.min(1, storm.refused / storm.attempts), 'low')})`,
    ],
    [
      'Most frequent client',
      storm.topVersion === null
        ? 'not reported'
        : `${storm.topVersion}, ${formatPercent(storm.topVersionRatio, 'low')} of attempts`,
    ],
  ]
}
