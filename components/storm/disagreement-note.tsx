import { listOf } from '@/lib/format/words.ts'
import type { Disagreement } from '@/lib/queries/live/storm-watch.ts'

/** The same rule runs in this browser and on the server. Where they differ, neither is hidden. */
export function DisagreementNote({ disagreements }: { disagreements: readonly Disagreement[] }) {
  if (disagreements.length === 0) return null
  const told = disagreements.map(
    ({ nodeId, browser, server }) => `${nodeId} (here ${browser}, server ${server})`,
  )
  return (
    <p className="truncate text-small font-medium text-warn">
      ▲ This browser and the server judge differently: {listOf(told)}
    </p>
  )
}
