'use client'
import dynamic from 'next/dynamic'

/** The small print of the ladder, whose code arrives after the verdict and the switches. Never drawn on the server. */
export const LazyTierStandingList = dynamic(
  async () => (await import('./tier-standing-list.tsx')).TierStandingList,
  { ssr: false, loading: () => <div className="h-24" /> },
)
