import { formatClock } from '@/lib/format/clock.ts'
import type { PanelState } from './panel-state.ts'

/** Something to know about the picture: what, in a few words, and why. */
export type PanelRemark = { strong: string; text: string }

/** The sentence under a panel whose data are old, missing or refused; nothing when all is well. */
export function PanelNotice({ state, notice }: { state: PanelState; notice: PanelRemark | null }) {
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
  return notice === null ? null : <Notice {...notice} />
}

function Notice({ strong, text }: PanelRemark) {
  return (
    <p className="line-clamp-2 text-small text-ink-2" title={text}>
      <b className="font-semibold text-ink">{strong}</b> {text}
    </p>
  )
}
