import { type ReactNode, type Ref, useId } from 'react'
import { cx } from './cx.ts'

type Props = {
  name: string
  hint?: ReactNode
  children: ReactNode
  className?: string
  ref?: Ref<HTMLElement>
}

/** A named part of a longer screen; with a `ref` the focus can be moved to it. */
export function Card({ name, hint, children, className, ref }: Props) {
  const id = useId()
  return (
    <section
      ref={ref}
      tabIndex={ref ? -1 : undefined}
      aria-labelledby={id}
      className={cx('rounded-panel border border-line bg-panel px-4 py-3', className)}
    >
      <header className="mb-2 flex items-baseline gap-x-2 max-sm:flex-wrap">
        <h2 id={id} className="text-base font-semibold">
          {name}
        </h2>
        {hint && <div className="text-small text-ink-3">{hint}</div>}
      </header>
      {children}
    </section>
  )
}
