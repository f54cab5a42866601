import type { ReactNode } from 'react'
import { Button } from './button.tsx'

type Props<T> = {
  data: T | undefined
  /** A sentence: what failed and what to do. */
  problem: string | null
  onAgain: () => void
  children: (data: T) => ReactNode
}

/** What was asked of the server: not there yet, refused with the reason, or the answer; an old one stays, marked. */
export function Asked<T>({ data, problem, onAgain, children }: Props<T>) {
  if (data === undefined && problem === null)
    return (
      <p aria-busy="true" className="py-4 text-ink-3">
        Loading…
      </p>
    )
  return (
    <>
      {problem !== null && (
        <p
          role="alert"
          className="mb-3 flex items-center gap-3 rounded-chip bg-warn-soft px-3 py-2 text-warn"
        >
          <span>
            ▲ {problem}
            {data !== undefined && ' Showing the last data received.'}
          </span>
          <Button size="small" onClick={onAgain}>
            Retry
          </Button>
        </p>
      )}
      {data !== undefined && children(data)}
    </>
  )
}
