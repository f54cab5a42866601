import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { WholeWords } from './whole-words.tsx'

export type DataColumn<T> = {
  id: string
  head: string
  cell: (row: T) => ReactNode
  right?: boolean
  /** Takes what is left of the width. */
  wide?: boolean
}

type Props<T> = {
  label: string
  columns: readonly DataColumn<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  /** Said in place of rows. */
  empty: string
}

/** A plain table for tens of rows. The node table, which may have a thousand, is another. */
export function DataTable<T>({ label, columns, rows, rowKey, empty }: Props<T>) {
  if (rows.length === 0) return <p className="py-2 text-ink-3">{empty}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section aria-label={`${label}, table`} tabIndex={0} className="-mx-4 overflow-x-auto px-4">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line text-small text-ink-3">
            {columns.map(({ id, head, right, wide }) => (
              <th
                key={id}
                scope="col"
                className={cx(
                  'h-8 pr-4 font-normal whitespace-nowrap last:pr-0',
                  right ? 'text-right' : 'text-left',
                  wide && 'w-full',
                )}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={rowKey(row)} className="border-b border-line align-top last:border-b-0">
              {columns.map(({ id, cell, right, wide }) => (
                <td
                  key={id}
                  className={cx('py-2 pr-4 last:pr-0', right && 'text-right', !wide && 'whitespace-nowrap')}
                >
                  {unbroken(cell(row))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const unbroken = (content: ReactNode) =>
  typeof content === 'string' ? <WholeWords text={content} /> : content
