import { cx } from './cx.ts'

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
