'use client'
import { useState } from 'react'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { OrderAnswer } from './order-answer.tsx'
import { OrderWindow } from './order-window.tsx'
import type { TierPreset } from './tier-preset.ts'

/** @property preset `null`: closed */
type Props = { fleet: FleetState; preset: TierPreset | null; onClose: () => void }

/** The window in which an order is given, and afterwards the server's answer to it. */
export function TierDialog({ fleet, preset, onClose }: Props) {
  const [answer, setAnswer] = useState('')
  if (preset && answer !== '') setAnswer('')
  const done = (message: string) => {
    setAnswer(message)
    onClose()
  }
  return (
    <>
      {preset && <OrderWindow fleet={fleet} preset={preset} onCancel={onClose} onDone={done} />}
      <OrderAnswer text={answer} onDismiss={() => setAnswer('')} />
    </>
  )
}
