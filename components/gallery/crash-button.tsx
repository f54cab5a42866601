'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'

/** Fails while rendering once it is pressed; a screen that starts anew works again. */
export function CrashButton() {
  const [pressed, setPressed] = useState(false)
  if (pressed) throw new Error('Somebody pressed the button that crashes this screen.')
  return (
    <div className="flex flex-1 items-center justify-center p-6">
      <Button onClick={() => setPressed(true)}>Crash</Button>
    </div>
  )
}
