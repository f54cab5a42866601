import type { ReactNode } from 'react'

/** A key on the keyboard. */
export function KeyCap({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-chip border border-line-strong bg-raised px-1 font-mono text-micro text-ink-2">
      {children}
    </kbd>
  )
}
