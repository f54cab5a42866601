import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { LiveProvider } from '@/components/shell/live-provider.tsx'

export const metadata: Metadata = { title: 'Wall' }

export default function WallLayout({ children }: { children: ReactNode }) {
  return <LiveProvider>{children}</LiveProvider>
}
