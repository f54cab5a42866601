'use client'
import { Button } from '@/components/ui/button.tsx'

/** A screen that failed; the rest of the deck keeps working. */
export default function DeckError({ reset }: { error: Error; reset: () => void }) {
  return (
    <div role="alert" className="m-auto max-w-lg py-8 text-center">
      <h1 className="text-lead font-semibold">This screen failed to load</h1>
      <p className="mt-2 mb-4 text-ink-2">
        This is a fault in Stormdeck, not in your fleet. The server keeps monitoring, and orders in force stay
        in force.
      </p>
      <Button look="order" onClick={reset}>
        Try again
      </Button>
    </div>
  )
}
