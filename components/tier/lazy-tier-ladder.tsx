'use client'
import dynamic from 'next/dynamic'

/** The ladder, whose code arrives after the verdict and the figures. Not drawn on the server, as the node table. */
export const LazyTierLadder = dynamic(async () => (await import('./tier-ladder.tsx')).TierLadder, {
  ssr: false,
  loading: () => <div className="rounded-panel border border-line bg-panel" />,
})
