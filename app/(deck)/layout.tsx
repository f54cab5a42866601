import type { ReactNode } from 'react'
import { DeckFrame } from '@/components/shell/deck-frame.tsx'
import { LiveProvider } from '@/components/shell/live-provider.tsx'

export default function DeckLayout({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <DeckFrame>{children}</DeckFrame>
    </LiveProvider>
  )
}
