import { formatAge } from '@/lib/format/age.ts'
import type { PanelState } from './panel-state.ts'

/** "agents · 0.3 s": where the numbers come from and how old they are. */
export function PanelSource({ source, state }: { source: string; state: PanelState }) {
  return (
    <span className="ml-auto text-small whitespace-nowrap text-ink-3">
      {source}
      {state.kind === 'fresh' && ` · ${formatAge(state.ageMs)}`}
      {state.kind === 'stale' && (
        <b className="font-semibold text-ink"> · stale, {formatAge(state.ageMs)} old</b>
      )}
      {state.kind === 'first-load' && ' · waiting'}
    </span>
  )
}
