'use client'
import { CLOSE_WAIT_WARNING, POOL_USAGE_RATIO, ZOMBIES_CRITICAL } from '@stormdeck/protocol'
import Link from 'next/link'
import { memo, type ReactNode, use } from 'react'
import { StormStateBadge } from '@/components/shell/storm-state-badge.tsx'
import { Badge } from '@/components/ui/badge.tsx'
import { cx } from '@/components/ui/cx.ts'
import { Meter } from '@/components/ui/meter.tsx'
import { Sparkline } from '@/components/ui/sparkline.tsx'
import { TONE_TEXT, type Tone, toneOf } from '@/components/ui/tone.ts'
import { statusAtOrAbove } from '@/lib/domain/judged.ts'
import { memoryStatus } from '@/lib/domain/memory/memory-per-connection.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { ratioOf } from '@/lib/domain/ratio-of.ts'
import { hasValues, meanWindowMs } from '@/lib/domain/reach.ts'
import { descriptorStatus } from '@/lib/domain/saturation/descriptors.ts'
import { formatAge } from '@/lib/format/age.ts'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatAtLeast, formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { trailOf } from '@/lib/queries/live/trail-book.ts'
import { Trails } from '@/lib/queries/live/trails.ts'
import { ROUTES } from '@/lib/url/routes.ts'
import { NodeReach } from './node-reach.tsx'
import { GRID } from './node-table-head.tsx'

/** `at`: the picture drawn; the trail is read anew with each. */
type Props = { node: NodeReading; index: number; top: number; at: number }

const POOL_MARKS = [POOL_USAGE_RATIO.warning, POOL_USAGE_RATIO.critical]

/** One node. Colour stands only where a threshold is passed; the name carries the shape and the word. */
export const NodeRow = memo(function NodeRow({ node, index, top }: Props) {
  const trail = trailOf(use(Trails), node.id)
  const pool = ratioOf(node.connections, node.connectionLimit)
  const poolTone = toneOf(statusAtOrAbove(pool, POOL_USAGE_RATIO.warning, POOL_USAGE_RATIO.critical))
  const descriptors = ratioOf(node.descriptorsOpen, node.descriptorLimit)
  const storm = node.stormState === 'storm'
  return (
    <tr
      aria-rowindex={index + 2}
      data-node={node.id}
      data-reach={node.reach}
      className={cx(GRID, 'absolute inset-x-0 h-9 border-b border-line', node.reach === 'stale' && 'hatched')}
      style={{ transform: `translateY(${top}px)` }}
    >
      <td className="flex min-w-0 items-center gap-2">
        <Link
          href={ROUTES.node(node.id)}
          prefetch={false}
          className="max-w-40 shrink-0 truncate font-semibold hover:underline"
        >
          {node.id}
        </Link>
        <span className="truncate text-small text-ink-3">{node.group}</span>
        <StormStateBadge state={node.stormState} />
      </td>
      {hasValues(node.reach) ? (
        <>
          <td className="flex items-center gap-2">
            <Meter ratio={pool} marks={POOL_MARKS} tone={poolTone} label={`Pool ${formatPercent(pool)}`} />
            <Figure tone={poolTone}>{formatPercent(pool)}</Figure>
          </td>
          <Cell tone={toneOf(memoryStatus(node.memoryPerConnectionBytes, node.connections))}>
            {formatBytes(node.memoryPerConnectionBytes)}
            {node.memoryMethod === 'live' && (
              <abbr title="estimated from heap" className="no-underline">
                *
              </abbr>
            )}
          </Cell>
          <Cell tone={storm ? 'crit' : 'plain'}>
            <Attempts node={node} />
          </Cell>
          <td>
            <Sparkline
              values={trail}
              tone={storm ? 'crit' : 'plain'}
              label={trailWords(node.id, trail)}
              max={Math.max(node.burstThresholdAttempts, ...trail.map(value => value ?? 0))}
            />
          </td>
          <Cell tone={toneOf(descriptorStatus(descriptors))}>{formatPercent(descriptors)}</Cell>
          <Cell tone={(node.zombies ?? 0) > ZOMBIES_CRITICAL ? 'crit' : 'plain'}>
            {formatNumber(node.zombies)}
            <CloseWait sockets={node.socketsCloseWait} />
          </Cell>
          <Cell>
            {formatNumber(node.latencyMsP95)} / {formatNumber(node.latencyMsP99)} ms
          </Cell>
          <td className="text-right">
            <TierCell node={node} />
          </td>
          <td className="text-right font-mono text-small text-ink-3">{formatAge(node.ageMs)}</td>
        </>
      ) : (
        <NodeReach node={node} />
      )}
    </tr>
  )
})

/** Attempts in the last second; where samples are too far apart for that, their mean, marked as one. */
function Attempts({ node }: { node: NodeReading }) {
  const { resolutionMs, attemptsPerSecondMean60s: mean } = node
  if (resolutionMs === null || mean === null) return formatAtLeast(node.attemptsLastSecond, node.lowerBound)
  const windowS = meanWindowMs(resolutionMs) / 1_000
  return (
    <abbr
      title={`mean of the last ${windowS} s: samples are ${resolutionMs / 1_000} s apart`}
      className="no-underline"
    >
      ⌀ {formatNumber(mean, mean < 10 && mean % 1 !== 0 ? 1 : 0)}
    </abbr>
  )
}

function TierCell({ node }: { node: NodeReading }) {
  const tier = node.effectiveTier
  if (tier === null || tier === 1) return <Figure tone="plain">{formatNumber(tier)}</Figure>
  return (
    <Badge tone="order" bare>
      {tier}
    </Badge>
  )
}

function Cell({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <td className="text-right">
      <Figure tone={tone}>{children}</Figure>
    </td>
  )
}

const SHAPE: Partial<Record<Tone, { mark: string; word: string }>> = {
  warn: { mark: '▲', word: 'warning' },
  crit: { mark: '◆', word: 'critical' },
}

/** A figure past its threshold has a shape and a word: colour alone is not seen by everybody. */
function Figure({ tone, children }: { tone: Tone; children: ReactNode }) {
  const shape = SHAPE[tone]
  return (
    <span className={cx('font-mono text-small whitespace-nowrap', TONE_TEXT[tone])}>
      {shape && (
        <>
          <span aria-hidden="true" className="pr-1 text-micro">
            {shape.mark}
          </span>
          <span className="sr-only">{shape.word} </span>
        </>
      )}
      {children}
    </span>
  )
}

/** Zombies are one thing, sockets that their peer has closed another: the second is named beside the first. */
function CloseWait({ sockets }: { sockets: number | null }) {
  if (sockets === null || sockets <= CLOSE_WAIT_WARNING) return null
  return (
    <abbr title={`${formatNumber(sockets)} sockets in CLOSE_WAIT`} className="pl-1 text-warn no-underline">
      ▲<span className="sr-only">{formatNumber(sockets)} sockets in CLOSE_WAIT</span>
    </abbr>
  )
}

/** "Attempts of ws-1, last 15 min: latest 12/s, highest 40/s". */
function trailWords(id: string, trail: readonly (number | null)[]): string {
  const known = trail.filter(value => value !== null)
  const words = `Attempts of ${id}, last 15 min`
  if (known.length === 0) return `${words}: unknown`
  return `${words}: latest ${formatRate(trail.at(-1) ?? null)}, highest ${formatRate(Math.max(...known))}`
}
