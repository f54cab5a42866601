'use client'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button.tsx'

/**
 * What the server answered to an order, above the screen until it is dismissed: also which nodes cannot enforce it, and what
 * else is still in force. The status is always there, so that a text which comes is read out.
 */
export function OrderAnswer({ text, onDismiss }: { text: string; onDismiss: () => void }) {
  const dismiss = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // What opened the window went while it was open, so that closing it left the focus nowhere.
    if (text !== '' && document.activeElement === document.body) dismiss.current?.focus()
  }, [text])
  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-4 z-10 flex justify-center">
      <div
        className={
          text === ''
            ? undefined
            : 'flex items-center gap-3 rounded-panel border border-line-strong bg-panel px-4 py-2 shadow-float'
        }
      >
        <p role="status">{text}</p>
        {text !== '' && (
          <Button ref={dismiss} size="small" className="pointer-events-auto" onClick={onDismiss}>
            Dismiss
          </Button>
        )}
      </div>
    </div>
  )
}
