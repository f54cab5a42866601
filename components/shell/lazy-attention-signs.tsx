'use client'
import dynamic from 'next/dynamic'

/** Title, icon and alarm draw nothing on the page; their code comes after what does. */
export const LazyAttentionSigns = dynamic(
  async () => (await import('./attention-signs.tsx')).AttentionSigns,
  {
    ssr: false,
  },
)
