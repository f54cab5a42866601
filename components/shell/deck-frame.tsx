'use client'
import { type ReactNode, useCallback, useState } from 'react'
import { useLateCode } from '@/components/ui/use-late-code.ts'
import { LazyAttentionSigns } from './lazy-attention-signs.tsx'
import { LinkNotice } from './link-notice.tsx'
import { ReleaseNotice } from './release-notice.tsx'
import { SideNav } from './side-nav.tsx'
import { TopBar } from './top-bar.tsx'
import { useHotkeys } from './use-hotkeys.ts'

const loadKeysDialog = async () => (await import('./keys-dialog.tsx')).KeysDialog

/** Navigation, top bar and room for a screen. The console fits one view; longer screens scroll within. */
export function DeckFrame({ children }: { children: ReactNode }) {
  const [keysOpen, setKeysOpen] = useState(false)
  const KeysDialog = useLateCode(loadKeysDialog)
  const showKeys = useCallback(() => setKeysOpen(true), [])
  useHotkeys(showKeys)
  return (
    <div className="flex h-dvh max-md:h-auto max-md:flex-col">
      <SideNav onKeys={showKeys} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <LinkNotice />
        <ReleaseNotice />
        <main className="flex min-h-0 flex-1 flex-col overflow-y-auto px-4 pb-3">{children}</main>
      </div>
      {keysOpen && KeysDialog && <KeysDialog open onClose={() => setKeysOpen(false)} />}
      <LazyAttentionSigns />
    </div>
  )
}
