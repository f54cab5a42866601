import { useEffect, useRef } from 'react'
import { wantedFilter } from '@/components/shell/wanted-filter.ts'
import { INPUT_CLASS } from '@/components/ui/field.tsx'
import { KeyCap } from '@/components/ui/key-cap.tsx'
import { formatNumber } from '@/lib/format/number.ts'

type Props = { value: string; onChange: (value: string) => void; shown: number; of: number }

/** Words that a row must contain. `/` comes here. */
export function NodeFilter({ value, onChange, shown, of }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (wantedFilter.take(performance.now())) input.current?.focus()
  }, [])
  return (
    <div className="flex items-center gap-3 border-b border-line px-3 py-1.5">
      <input
        ref={input}
        type="search"
        aria-label="Filter nodes"
        placeholder="Filter by name, group, state, tier, client version"
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && onChange('')}
        className={`${INPUT_CLASS} h-7 max-w-sm`}
      />
      <KeyCap>/</KeyCap>
      <p className="ml-auto text-small text-ink-3" aria-live="polite">
        {formatNumber(shown)} of {formatNumber(of)} nodes
      </p>
    </div>
  )
}
