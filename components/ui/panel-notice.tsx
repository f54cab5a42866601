import { formatClock } from '@/lib/format/clock.ts'
import type { PanelState } from './panel-state.ts'

/** The sentence under a panel whose data are old, missing or refused; nothing when all is well. */
export function PanelNotice({ state, problem }: { state: PanelState; problem: string | null }) {
  if (state.kind === 'refused') return <Notice strong="Refused." text={state.error} />
  if (state.kind === 'no-data')
    return (
      <Notice
        strong={state.since === null ? 'No data yet.' : `No data since ${formatClock(state.since)} UTC.`}
        text={
          state.since === null ? 'No node in this scope has answered.' : 'What is drawn is the last picture.'
        }
      />
    )
  if (state.kind === 'first-load')
    return <p className="text-small text-ink-3">Waiting for the first sample.</p>
  return problem === null ? null : <Notice strong="History is incomplete." text={problem} />
}

function Notice({ strong, text }: { strong: string; text: string }) {
  return (
    <p className="line-clamp-2 text-small text-ink-2" title={text}>
      <b className="font-semibold text-ink">{strong}</b> {text}
    </p>
  )
}
