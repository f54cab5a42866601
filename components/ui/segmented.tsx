'use client'
import { useId } from 'react'
import { cx } from './cx.ts'

export type Segment<T extends string> = { value: T; label: string; disabled?: boolean }

type Props<T extends string> = {
  legend: string
  hideLegend?: boolean
  segments: readonly Segment<T>[]
  value: T
  onChange: (value: T) => void
  /** Part of an order: what is chosen is blue. Otherwise it is grey. */
  ordering?: boolean
}

/** Characters; with a longer one each option has a line of its own on a phone. */
const LONG_LABEL = 16

/** One of a few, as native radio buttons: arrow keys, form semantics and labels come with them. */
export function Segmented<T extends string>({
  legend,
  hideLegend,
  segments,
  value,
  onChange,
  ordering,
}: Props<T>) {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className={hideLegend ? 'sr-only' : 'mb-1 text-small font-medium text-ink-3'}>{legend}</legend>
      <div
        className={cx(
          'flex flex-wrap overflow-hidden rounded-chip border border-control',
          segments.some(({ label }) => label.length > LONG_LABEL) && 'max-sm:flex-col',
        )}
      >
        {segments.map(segment => (
          <label
            key={segment.value}
            title={segment.label}
            className={cx(
              'relative flex min-h-8.25 max-w-[calc(100%+1px)] flex-auto cursor-pointer items-center justify-center px-2 py-1',
              // The lines at the right and below are cut off where nothing follows.
              '-mr-px -mb-px border-r border-b border-line text-center text-base font-medium wrap-anywhere',
              'has-focus-visible:outline-2 has-focus-visible:-outline-offset-2',
              'has-focus-visible:outline-order-fill',
              segment.value !== value && 'text-ink-2 hover:bg-raised',
              segment.value === value &&
                (ordering
                  ? 'bg-order-soft text-order ring-2 ring-order-fill ring-inset'
                  : 'bg-well text-ink ring-2 ring-control ring-inset'),
              segment.disabled && 'pointer-events-none opacity-50',
            )}
          >
            <input
              type="radio"
              className="absolute inset-0 cursor-pointer opacity-0"
              name={name}
              value={segment.value}
              checked={segment.value === value}
              disabled={segment.disabled}
              onChange={() => onChange(segment.value)}
            />
            <span className="min-w-0">
              {segment.value === value && <span aria-hidden="true">✓ </span>}
              {segment.label}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
