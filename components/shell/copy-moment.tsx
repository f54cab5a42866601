'use client'
import { Button } from '@/components/ui/button.tsx'
import { useCopy } from '@/components/ui/use-copy.ts'
import { serverNow } from '@/lib/queries/clock/use-now.ts'
import { useView } from '@/lib/url/use-view.ts'
import { formatView } from '@/lib/url/view.ts'

const SAID = { copied: 'Link copied', refused: 'Copying refused' } as const

/** Copies a link that shows somebody else these charts as they end now. */
export function CopyMoment() {
  const [view] = useView()
  const [said, copy] = useCopy()
  const link = () =>
    `${location.origin}${location.pathname}${formatView({ ...view, at: view.at ?? serverNow() })}`
  return (
    <Button look="ghost" size="small" onClick={() => void copy(link())} aria-live="polite">
      {said === null ? 'Copy link to this moment' : SAID[said]}
    </Button>
  )
}
