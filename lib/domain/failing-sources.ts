import { listOf } from '../format/words.ts'
import type { FleetState, SourceHealth } from './fleet-state.ts'

const NAME: Record<SourceHealth['kind'], string> = {
  agents: 'discovery of agents',
  prometheus: 'Prometheus',
  store: 'history store',
  alertmanager: 'Alertmanager',
}

/** "Prometheus down", "Prometheus and history store down": what this dashboard cannot reach itself; empty when all is well. */
export function failingSources({ sources }: Pick<FleetState, 'sources'>): string {
  const failing = sources.filter(source => source.status === 'failing')
  if (failing.length === 0) return ''
  return `${listOf([...new Set(failing.map(({ kind }) => NAME[kind]))])} down`
}
