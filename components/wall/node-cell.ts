import { worstStatus } from '@/lib/domain/judged.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { hasValues } from '@/lib/domain/reach.ts'
import { nodeProblems } from '@/lib/domain/saturation/node-problems.ts'

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
