'use client'
import { Button } from '@/components/ui/button.tsx'
import { useNewRelease } from './use-new-release.ts'

/** An old tab against a new server: says so, and leaves the moment of reloading to whoever is working in it. */
export function ReleaseNotice() {
  if (!useNewRelease()) return null
  return (
    <p
      role="status"
      className="mx-4 mb-3 flex items-center gap-3 rounded-panel border border-line-strong bg-raised px-4 py-2 text-body"
    >
      <b className="font-semibold">A new version of Stormdeck is running.</b>
      <Button size="small" onClick={() => location.reload()}>
        Load the new version
      </Button>
    </p>
  )
}
