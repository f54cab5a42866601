import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import { PanelFigure, type PanelFigureProps } from './panel-figure.tsx'
import { PanelNotice, type PanelRemark } from './panel-notice.tsx'
import { PanelSource } from './panel-source.tsx'
import type { PanelState } from './panel-state.ts'

/** Lines and areas are dimmed; words keep their contrast. */
const OLD_PICTURE = '[&_path]:opacity-55 [&_rect]:opacity-55'

type Props = Omit<PanelFigureProps, 'state'> & {
  name: string
  /** What is counted and how, in a few words. */
  hint?: string
  /** Where the numbers come from: `agents`. */
  source: string
  state: PanelState
  /** On part of the picture: history that could not be had, a count that is a lower bound. */
  notice?: PanelRemark | null
  children?: ReactNode
  className?: string
}

/** Anatomy of every panel: name · source and age · figure · one clause · badge when not normal · chart. */
export function Panel({ name, hint, source, state, notice, children, className, ...figure }: Props) {
  const titleId = useId()
  const old = state.kind !== 'fresh' && state.kind !== 'first-load'
  return (
    <section
      aria-labelledby={titleId}
      data-state={state.kind}
      className={cx(
        'flex min-h-0 min-w-0 flex-col rounded-panel border border-line bg-panel px-4 pt-3 pb-2',
        className,
      )}
    >
      <header className="flex items-baseline gap-2">
        <h2 id={titleId} className="text-base font-semibold whitespace-nowrap">
          {name}
        </h2>
        {hint && (
          <span title={hint} className="truncate text-small text-ink-3 in-data-[scale=wall]:hidden">
            {hint}
          </span>
        )}
        <PanelSource source={source} state={state} />
      </header>
      <PanelFigure state={state} {...figure} />
      <div className={cx('relative min-h-0 flex-1', old && OLD_PICTURE)}>
        {children}
        {old && (
          <div aria-hidden="true" className="hatched pointer-events-none absolute inset-0 rounded-chip" />
        )}
      </div>
      <PanelNotice state={state} notice={notice ?? null} />
    </section>
  )
}
