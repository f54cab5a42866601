'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { serverNow, useNow } from '@/lib/queries/clock/use-now.ts'
import { useView } from '@/lib/url/use-view.ts'
import { formatView } from '@/lib/url/view.ts'

/** Copies a link that shows somebody else these charts as they end now. */
export function CopyMoment() {
  const [view] = useView()
  const now = useNow()
  const [said, setSaid] = useState<string | null>(null)
  const copy = async () => {
    const at = view.at ?? now ?? serverNow()
    const link = `${location.origin}${location.pathname}${formatView({ ...view, at })}`
    const done = await navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    )
    setSaid(done ? 'Link copied' : 'This browser does not let pages copy')
    setTimeout(() => setSaid(null), 2_500)
  }
  return (
    <Button look="ghost" size="small" onClick={copy} aria-live="polite">
      {said ?? 'Copy link to this moment'}
    </Button>
  )
}
