import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { LiveProvider } from '@/components/shell/live-provider.tsx'

export const metadata: Metadata = { title: 'Summary' }

export default function SummaryLayout({ children }: { children: ReactNode }) {
  return <LiveProvider>{children}</LiveProvider>
}
