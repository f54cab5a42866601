'use client'
import { lazy, Suspense } from 'react'
import { cx } from '@/components/ui/cx.ts'

type Props = { className?: string; withFilter?: boolean }

const NodeTable = lazy(async () => ({ default: (await import('./node-table.tsx')).NodeTable }))

/** The node table, whose code arrives after the verdict and the figures: they are what is read first. */
export function LazyNodeTable(props: Props) {
  return (
    <Suspense fallback={<div className={cx('rounded-panel border border-line bg-panel', props.className)} />}>
      <NodeTable {...props} />
    </Suspense>
  )
}
