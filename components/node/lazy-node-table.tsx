'use client'
import dynamic from 'next/dynamic'

/**
 * The node table, whose code arrives after the verdict and the figures: they are what is read first. Not drawn on the
 * server: by the time its code is here there are rows, and an empty table from the server would not match them.
 */
export const LazyNodeTable = dynamic(async () => (await import('./node-table.tsx')).NodeTable, {
  ssr: false,
  loading: () => <div className="min-h-[178px] shrink-0 rounded-panel border border-line bg-panel" />,
})
