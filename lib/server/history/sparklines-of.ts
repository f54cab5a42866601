import { SPARKLINE_POINTS, type Sparklines } from '../../contract/sparklines.ts'
import { type AgentNode, SECONDS_KEPT } from '../collector/agent-node.ts'

const STEP_SECONDS = SECONDS_KEPT / SPARKLINE_POINTS

/** The largest second of attempts of every node, by half minutes of the last 15 min. */
export function sparklinesOf(nodes: readonly AgentNode[], now: number): Sparklines {
  const stepMs = STEP_SECONDS * 1_000
  const fromAt = (Math.floor(now / stepMs) - SPARKLINE_POINTS + 1) * stepMs
  const lines = nodes.map(node => [
    node.id,
    Array.from({ length: SPARKLINE_POINTS }, (_, i) => {
      const from = (fromAt + i * stepMs) / 1_000
      return node.seconds.max('attempts', from, from + STEP_SECONDS - 1)
    }),
  ])
  return { fromAt, stepMs, nodes: Object.fromEntries(lines) }
}
