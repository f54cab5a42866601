'use client'
import { NO_DATA_AFTER_MS } from '@stormdeck/protocol'
import type { ComponentProps } from 'react'
import { Card } from '@/components/ui/card.tsx'
import { cx } from '@/components/ui/cx.ts'
import { formatAge } from '@/lib/format/age.ts'
import { timesIn } from '@/lib/format/times.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'

/** When an answer was received, and what time it is: epoch ms of the server's clock; `null`: not known. */
export type Heard = { receivedAt: number | null; at: number | null }

/**
 * A card of what an agent said last. Beyond 5 s nothing is shown as current (architecture.md, rule 1): its hint gives way
 * to the age, and it is hatched.
 */
export function AgedCard({
  heard: { receivedAt, at },
  hint,
  className,
  ...card
}: ComponentProps<typeof Card> & { heard: Heard }) {
  const zone = useTimeZone()
  const ageMs = receivedAt === null || at === null ? 0 : at - receivedAt
  if (ageMs <= NO_DATA_AFTER_MS) return <Card {...card} hint={hint} className={className} />
  const mark = (
    <b className="font-semibold text-warn">
      ▲ as of {`${timesIn(zone, at).moment(receivedAt)}, ${formatAge(ageMs)} old`}
    </b>
  )
  return <Card {...card} hint={mark} className={cx('hatched', className)} />
}
