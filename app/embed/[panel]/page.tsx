import type { ReactNode } from 'react'
import { EMBED_NAMES, type EmbedPanel, isEmbedPanel } from '@/components/embed/embed-catalogue.ts'
import { MemoryPanel } from '@/components/memory/memory-panel.tsx'
import { PoolPanel } from '@/components/pool/pool-panel.tsx'
import { ReconnectPanel } from '@/components/reconnect/reconnect-panel.tsx'
import { VerdictBar } from '@/components/storm/verdict-bar.tsx'

const PANELS: Record<EmbedPanel, () => ReactNode> = {
  pool: () => <PoolPanel />,
  memory: () => <MemoryPanel />,
  reconnect: () => <ReconnectPanel />,
  verdict: () => <VerdictBar framed />,
}

export default async function EmbedPage({ params }: { params: Promise<{ panel: string }> }) {
  const { panel } = await params
  if (isEmbedPanel(panel)) return PANELS[panel]()
  return (
    <p role="alert" className="p-3 text-body">
      There is no panel “{panel.slice(0, 40)}”. There are: {EMBED_NAMES.join(', ')}.
    </p>
  )
}
