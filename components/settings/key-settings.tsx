'use client'
import { useEffect, useState } from 'react'
import { lettersOn, switchLetters } from '@/components/shell/key-choice.ts'
import { Switch } from '@/components/ui/switch.tsx'

/** Single letters can be in the way of speech input, and of people who press keys by accident. */
export function KeySettings() {
  const [on, setOn] = useState(true)
  useEffect(() => setOn(lettersOn()), [])
  const press = () => {
    switchLetters(!on)
    setOn(!on)
  }
  return (
    <p className="mt-3 flex items-center justify-between gap-4">
      <span>
        Single-letter keys
        <span className="block text-small text-ink-3">
          Off: the letters of the list under Keys do nothing.
        </span>
      </span>
      <Switch on={on} ordered={false} label="Single-letter keys" onPress={press} />
    </p>
  )
}
