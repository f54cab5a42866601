'use client'
import { useEffect, useRef, useState } from 'react'

const SAID_MS = 2_500

/**
 * Copies text, and says for a moment whether that worked; `null` at other times. Browsers refuse without a secure
 * connection, in some frames, or by choice of their owner.
 */
export function useCopy(): [said: 'copied' | 'refused' | null, copy: (text: string) => Promise<void>] {
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async (text: string) => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    )
    setSaid(done ? 'copied' : 'refused')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setSaid(null), SAID_MS)
  }
  return [said, copy]
}
