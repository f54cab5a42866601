'use client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { buttonClass } from './button.tsx'
import { cx } from './cx.ts'

const HOLD_MS = 1_200

type Props = {
  onHeld: () => void
  /** A plain press, as screen readers and voice control make it: offer another deliberate way there. */
  onTap?: () => void
  disabled?: boolean
  /** What is read out where the text does not name it. */
  label?: string
  children: ReactNode
}

/** A button for what must not happen by accident: it acts after being held, by pointer or by the space bar. */
export function HoldButton({ onHeld, onTap, disabled, label, children }: Props) {
  const [holding, setHolding] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** The click that ends a hold is no press of its own. */
  const held = useRef(false)
  const release = () => {
    clearTimeout(timer.current)
    setHolding(false)
  }
  const press = () => {
    if (disabled || holding) return
    held.current = false
    setHolding(true)
    timer.current = setTimeout(() => {
      held.current = true
      setHolding(false)
      onHeld()
    }, HOLD_MS)
  }
  const click = () => {
    if (!disabled && !held.current) onTap?.()
    held.current = false
  }
  useEffect(() => {
    if (!disabled) return
    // What was being held is no longer possible: letting go of it later must not count.
    clearTimeout(timer.current)
    setHolding(false)
  }, [disabled])
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <button
      type="button"
      aria-label={holding ? undefined : label}
      aria-disabled={disabled}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onKeyDown={event => event.key === ' ' && press()}
      onKeyUp={release}
      onBlur={release}
      onClick={click}
      className={cx(buttonClass('order'), 'relative overflow-hidden select-none')}
    >
      <span
        aria-hidden="true"
        className="absolute inset-y-0 left-0 bg-shade transition-[width] ease-linear motion-reduce:hidden"
        style={{ width: holding ? '100%' : '0%', transitionDuration: holding ? `${HOLD_MS}ms` : '120ms' }}
      />
      <span className="relative">{holding ? 'Keep holding…' : children}</span>
    </button>
  )
}
