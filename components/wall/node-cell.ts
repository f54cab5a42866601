import { worstStatus } from '@/lib/domain/judged.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { hasValues } from '@/lib/domain/reach.ts'
import { nodeProblems } from '@/lib/domain/saturation/node-problems.ts'
import { formatNumber } from '@/lib/format/number.ts'

export type CellLook = 'calm' | 'ordered' | 'warning' | 'critical' | 'unseen'

/** How a node is drawn among hundreds, and the same in words. Nothing seen is never calm. */
export function cellOf(node: NodeReading): { look: CellLook; words: string } {
  if (!hasValues(node.reach)) return { look: 'unseen', words: 'no data' }
  if (node.stormState === 'storm') return { look: 'critical', words: 'storm' }
  const problems = nodeProblems(node)
  const status = worstStatus(problems.map(problem => problem.status))
  const [worst] = problems
  if (worst && status === 'critical') return { look: 'critical', words: worst.text }
  if (node.stormState === 'clearing' || node.stormState === 'suspected')
    return { look: 'warning', words: `storm ${node.stormState}` }
  if (worst) return { look: 'warning', words: worst.text }
  if (node.reach === 'stale' || node.stormState === 'cannot-tell')
    return { look: 'unseen', words: 'cannot tell' }
  if ((node.effectiveTier ?? 1) > 1) return { look: 'ordered', words: `tier ${node.effectiveTier}` }
  return { look: 'calm', words: 'normal' }
}

const WORST_FIRST: readonly CellLook[] = ['critical', 'warning', 'unseen', 'ordered', 'calm']
const LOOK_WORD: Record<CellLook, string> = {
  critical: 'critical',
  warning: 'warning',
  unseen: 'without data',
  ordered: 'under an order',
  calm: 'normal',
}

export type NodeCell = { node: NodeReading; look: CellLook; words: string }

/**
 * The cells of a wall, at most `most`: all nodes as they come, or, where they are more, the worst of them, and the others
 * in words: "760 more nodes: 3 under an order, 757 normal".
 */
export function cellsOf(nodes: readonly NodeReading[], most: number): { shown: NodeCell[]; rest: string } {
  const cells = nodes.map(node => ({ node, ...cellOf(node) }))
  if (cells.length <= most) return { shown: cells, rest: '' }
  const ranked = WORST_FIRST.flatMap(look => cells.filter(cell => cell.look === look))
  const others = ranked.slice(most)
  const counts = WORST_FIRST.flatMap(look => {
    const count = others.filter(cell => cell.look === look).length
    return count === 0 ? [] : [`${formatNumber(count)} ${LOOK_WORD[look]}`]
  })
  return {
    shown: ranked.slice(0, most),
    rest: `${formatNumber(others.length)} more nodes: ${counts.join(', ')}`,
  }
}
