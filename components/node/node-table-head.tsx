import { cx } from '@/components/ui/cx.ts'
import type { Sort, SortKey } from './node-rows.ts'

/** Shared by the head and every row. */
export const GRID =
  'grid grid-cols-[minmax(204px,1.6fr)_144px_minmax(124px,1fr)_minmax(76px,.7fr)_144px_minmax(76px,.7fr)_minmax(60px,.6fr)_minmax(124px,1fr)_36px_48px] items-center gap-x-4 px-4'

const COLUMNS: readonly { key: SortKey | null; label: string; right?: boolean }[] = [
  { key: 'node', label: 'Node' },
  { key: 'pool', label: 'Pool' },
  { key: 'memory', label: 'Memory / connection', right: true },
  { key: 'attempts', label: 'Attempts / s', right: true },
  { key: null, label: 'Last 15 min' },
  { key: 'descriptors', label: 'Descriptors', right: true },
  { key: 'zombies', label: 'Zombies', right: true },
  { key: 'latency', label: 'p95 / p99', right: true },
  { key: 'tier', label: 'Tier', right: true },
  { key: 'age', label: 'Age', right: true },
]

/** Names of the columns; a press sorts by one, another turns it round, a third goes back to trouble first. */
export function NodeTableHead({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  const press = (key: SortKey) => {
    if (sort.key !== key) return onSort({ key, down: key !== 'node' })
    const turned = sort.down === (key !== 'node')
    onSort(turned ? { key, down: !sort.down } : { key: 'trouble', down: true })
  }
  return (
    <thead className="sticky top-0 z-10 block border-b border-line bg-panel">
      <tr className={cx(GRID, 'h-8 text-small text-ink-3')}>
        {COLUMNS.map(({ key, label, right }) => (
          <th
            key={label}
            scope="col"
            aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : undefined}
            className={cx('text-left font-normal whitespace-nowrap', right && 'text-right')}
          >
            {key === null ? (
              label
            ) : (
              <button
                type="button"
                onClick={() => press(key)}
                className={cx('hover:text-ink', sort.key === key && 'font-semibold text-ink')}
              >
                {label}
                {sort.key === key && <span aria-hidden="true">{sort.down ? ' ↓' : ' ↑'}</span>}
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}
