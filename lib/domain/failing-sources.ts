import { listOf } from '../format/words.ts'
import type { FleetState } from './fleet-state.ts'

/** "Prometheus clock off", "Prometheus down and history store failing": what is the matter with what this dashboard asks itself; empty when all is well. */
export function failingSources({ sources }: Pick<FleetState, 'sources'>): string {
  return listOf([...new Set(sources.flatMap(({ headline }) => headline ?? []))])
}
