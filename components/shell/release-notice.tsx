'use client'
import { Button } from '@/components/ui/button.tsx'
import { useNewRelease } from './use-new-release.ts'

/** An old tab against a new server says so; it does not reload by itself, since a person may be in the middle of an order. */
export function ReleaseNotice() {
  if (!useNewRelease()) return null
  return (
    <p
      role="status"
      className="mx-4 mb-3 flex items-center gap-3 rounded-panel border border-line-strong bg-raised px-4 py-2"
    >
      <span>
        <b className="font-semibold">The server runs a new release.</b> This tab still runs the old one; some
        of it may not fit.
      </span>
      <Button size="small" className="ml-auto" onClick={() => location.reload()}>
        Reload
      </Button>
    </p>
  )
}
