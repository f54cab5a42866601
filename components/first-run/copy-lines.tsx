'use client'
import { Button } from '@/components/ui/button.tsx'
import { useCopy } from '@/components/ui/use-copy.ts'

const SAID = { copied: 'Copied', refused: 'Select and copy by hand' } as const

/** Lines to paste, with a button that copies them. */
export function CopyLines({ lines }: { lines: string }) {
  const [said, copy] = useCopy()
  return (
    <div className="flex items-start gap-3 rounded-chip bg-raised p-3">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by the keyboard
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto font-mono text-small"
      >
        {lines}
      </pre>
      <Button size="small" onClick={() => void copy(lines)} aria-live="polite">
        {said === null ? 'Copy' : SAID[said]}
      </Button>
    </div>
  )
}
