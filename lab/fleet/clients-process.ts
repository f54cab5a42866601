import { runPart } from '../process/run-part.ts'
import { Population, type PopulationPlan, type PopulationStats } from './population.ts'

const REPORT_EVERY_MS = 500

export type ClientsOrder = { kind: 'start'; plans: PopulationPlan[] }
export type ClientsReport =
  | { kind: 'ready' }
  | { kind: 'stats'; at: number; nodes: Record<string, PopulationStats> }

const populations = new Map<string, Population>()

runPart<ClientsReport, ClientsOrder>(
  (order, side) => {
    for (const plan of order.plans) populations.set(plan.nodeId, new Population(plan))
    setInterval(() => {
      const nodes = Object.fromEntries([...populations].map(([id, population]) => [id, population.stats]))
      side.report({ kind: 'stats', at: Date.now(), nodes })
    }, REPORT_EVERY_MS)
    side.report({ kind: 'ready' })
  },
  () => {
    for (const population of populations.values()) population.stop()
  },
)
