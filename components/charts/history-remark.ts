import type { PanelRemark } from '@/components/ui/panel-notice.tsx'
import type { History } from '@/lib/contract/history.ts'

/** What is to be known about a history: a part that could not be had, or bursts that its samples may hide. */
export function historyRemark(
  history: Pick<History, 'problem' | 'resolutionMs' | 'partial'> | null,
): PanelRemark | null {
  if (history === null) return null
  if (history.problem !== null) return { strong: 'History is incomplete.', text: history.problem }
  if (history.partial.includes(true))
    return {
      strong: 'Incomplete sums.',
      text: 'Hatched: a node did not report; a drop there is no drop in load.',
    }
  if (history.resolutionMs <= 1_000) return null
  const seconds = Math.round(history.resolutionMs / 1_000)
  return { strong: `${seconds} s samples.`, text: 'A burst of one second may not show in the past.' }
}
