import { type PanelState, panelStateOf } from '@/components/ui/panel-state.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import type { ScopePicture } from '@/lib/queries/live/use-scope-picture.ts'

const SOURCE_NAMES: Record<NodeReading['source'], string> = { agent: 'agents', prometheus: 'Prometheus' }

/** What every panel of a scope says of its numbers: where they come from, and whether they may be believed. */
export function scopePanel(picture: ScopePicture | null): { source: string; state: PanelState } {
  const names = picture?.totals.sources.map(source => SOURCE_NAMES[source]) ?? []
  return {
    source: names.join(' + ') || SOURCE_NAMES.agent,
    state: panelStateOf({
      heard: picture !== null,
      reach: picture?.totals.reach ?? null,
      ageMs: picture?.totals.newestSampleAgeMs ?? null,
      lastSeenAt: picture?.lastSeenAt ?? null,
      error: picture?.error ?? null,
    }),
  }
}
