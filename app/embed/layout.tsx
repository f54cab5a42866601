import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { EmbedFrame } from '@/components/embed/embed-frame.tsx'
import { LiveProvider } from '@/components/shell/live-provider.tsx'

export const metadata: Metadata = { title: 'Panel', robots: { index: false } }

export default function EmbedLayout({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <EmbedFrame>{children}</EmbedFrame>
    </LiveProvider>
  )
}
