import { use } from 'react'
import type { PanelState } from './panel-state.ts'
import { ShownTimes } from './shown-times.ts'

/** Something to know about the picture: what, in a few words, and why. */
export type PanelRemark = { strong: string; text: string }

/** The sentence under a panel whose data are old, missing or refused; nothing when all is well. */
export function PanelNotice({ state, notice }: { state: PanelState; notice: PanelRemark | null }) {
  const times = use(ShownTimes)
  if (state.kind === 'refused') return <Notice strong="Refused." text={state.error} />
  if (state.kind === 'no-data')
    return (
      <Notice
        strong={state.since === null ? 'No data yet.' : `No data since ${times.moment(state.since)}.`}
        text={state.since === null ? 'No node in this scope has answered.' : 'Showing the last known data.'}
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
