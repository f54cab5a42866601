'use client'
import { Button } from '@/components/ui/button.tsx'

/** A screen that failed; the rest of the deck goes on. */
export default function DeckError({ reset }: { error: Error; reset: () => void }) {
  return (
    <div role="alert" className="m-auto max-w-lg text-center">
      <h1 className="text-lead font-semibold">This screen could not be drawn</h1>
      <p className="mt-2 mb-4 text-ink-2">
        That is a fault of Stormdeck, not of your fleet. The server goes on judging and the orders in force
        stay in force.
      </p>
      <Button look="order" onClick={reset}>
        Draw it again
      </Button>
    </div>
  )
}
