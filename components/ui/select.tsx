import type { ReactNode } from 'react'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  children: ReactNode
}

/** "Scope **Whole fleet** ▾": a native select that reads as text, so that phones and screen readers know it. */
export function Select({ label, value, onChange, children }: Props) {
  return (
    <label className="flex items-center gap-1 text-base text-ink-2">
      {label}
      <span className="relative inline-flex items-center">
        <select
          value={value}
          onChange={event => onChange(event.target.value)}
          className="h-7 appearance-none rounded-chip bg-transparent pr-5 pl-1 text-base font-semibold text-ink hover:bg-raised [&>optgroup]:bg-panel [&>option]:bg-panel"
        >
          {children}
        </select>
        <svg
          aria-hidden="true"
          viewBox="0 0 8 5"
          className="pointer-events-none absolute right-1.5 w-2 fill-ink-3"
        >
          <path d="M0 0h8L4 5Z" />
        </svg>
      </span>
    </label>
  )
}
