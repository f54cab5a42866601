import type { ReactNode } from 'react'

/** Name of a screen, one clause about it, and what can be done there. */
export function PageHead({
  title,
  lead,
  children,
}: {
  title: ReactNode
  lead?: ReactNode
  children?: ReactNode
}) {
  return (
    <header className="flex flex-wrap items-end gap-x-4 gap-y-2 pb-3">
      <div className="min-w-0">
        <h1 className="truncate text-lead font-semibold tracking-tight">{title}</h1>
        {lead && <p className="text-base text-ink-2">{lead}</p>}
      </div>
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </header>
  )
}
