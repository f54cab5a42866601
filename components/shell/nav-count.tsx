'use client'
import { Badge } from '@/components/ui/badge.tsx'
import type { Tone } from '@/components/ui/tone.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import { navCounts } from './nav-counts.ts'
import type { Place } from './nav-places.ts'

/** How many there are now, coloured only where it is trouble or an order. */
export function NavCount({ place }: { place: Place['id'] }) {
  // One text, so that the link draws again only when it changes.
  const told = useLive(live => {
    const count = live.picture === null ? undefined : navCounts(live.picture.state)[place]
    return count === undefined || count.number === 0 ? '' : `${count.tone} ${count.number}`
  })
  if (told === '') return null
  const [tone, number] = told.split(' ')
  const text = formatNumber(Number(number))
  if (tone === 'plain') return <span className="text-small text-ink-3">{text}</span>
  return <Badge tone={tone as Tone}>{text}</Badge>
}
