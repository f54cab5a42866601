'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'

/** Lines to paste, with a button that copies them. */
export function CopyLines({ lines }: { lines: string }) {
  const [said, setSaid] = useState<string | null>(null)
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(lines).then(
      () => true,
      () => false,
    )
    setSaid(done ? 'Copied' : 'Select and copy by hand')
    setTimeout(() => setSaid(null), 2_500)
  }
  return (
    <div className="flex items-start gap-3 rounded-chip bg-raised p-3">
      <pre className="min-w-0 flex-1 overflow-x-auto font-mono text-small">{lines}</pre>
      <Button size="small" onClick={() => void copy()} aria-live="polite">
        {said ?? 'Copy'}
      </Button>
    </div>
  )
}
