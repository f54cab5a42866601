import type { ReactNode } from 'react'
import type { Quantity } from '@/lib/format/quantity.ts'
import { UNKNOWN } from '@/lib/format/unknown.ts'
import { cx } from './cx.ts'
import { hasFigure, type PanelState } from './panel-state.ts'

export type PanelFigureProps = {
  figure: Quantity
  /** The real value can only be larger: drawn "≥". */
  lowerBound?: boolean
  /** Plain clauses beside the figure, joined by " · ", the most important first. */
  context?: string
  /** Only when the state is not normal. */
  badge?: ReactNode
}

/** The number first, its unit small, and one clause of context. */
export function PanelFigure({
  state,
  figure,
  lowerBound,
  context,
  badge,
}: PanelFigureProps & { state: PanelState }) {
  if (state.kind === 'first-load')
    return <div aria-hidden="true" className="my-1 h-7 w-28 rounded-chip bg-raised" />
  const shown = hasFigure(state) ? figure : { number: UNKNOWN, unit: '' }
  return (
    <div className="flex min-h-9 items-baseline gap-x-1.5 in-data-[scale=wall]:flex-wrap">
      <p
        className={cx(
          'flex items-baseline gap-1.5 whitespace-nowrap',
          state.kind === 'stale' && 'text-ink-3',
        )}
      >
        <span className="text-figure font-semibold tracking-tight">
          {lowerBound && shown.number !== UNKNOWN && (
            <span title="The real value can only be larger">≥ </span>
          )}
          {shown.number}
        </span>
        {shown.unit && <span className="text-title font-medium text-ink-2">{shown.unit}</span>}
      </p>
      {context && hasFigure(state) && (
        // On a wall two lines, as many in every panel.
        <Clauses
          text={context}
          className="h-[1lh] text-base in-data-[scale=wall]:order-1 in-data-[scale=wall]:h-[2lh] in-data-[scale=wall]:basis-full"
        />
      )}
      {badge && hasFigure(state) && <span className="ml-auto self-center">{badge}</span>}
    </div>
  )
}

/**
 * As many whole clauses as there is room for, all of them on being pointed at; never a part of one, unless it is longer
 * than a line.
 * @param text clauses joined by " · ", the most important first
 * @param className the height there is, in lines
 */
export function Clauses({ text, className }: { text: string; className: string }) {
  return (
    <p title={text} className={cx('min-w-0 overflow-hidden text-ink-2', className)}>
      {/* Every clause begins with its dot; those at the beginning of a line are out of sight. */}
      <span className="-ml-[1em] flex flex-wrap">
        {text.split(' · ').map(clause => (
          <span key={clause} className="max-w-full truncate">
            <span aria-hidden="true" className="inline-block w-[1em] text-center">
              ·
            </span>
            {clause}{' '}
          </span>
        ))}
      </span>
    </p>
  )
}
