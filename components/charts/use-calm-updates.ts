'use client'
import { type RefObject, startTransition, useEffect, useRef, useState } from 'react'

/** Charts of one screen draw this long after each other: together they would block the main thread. */
const STAGGER_MS = 90

/**
 * The value as a chart should draw it: later than the numbers by its place in line, and not at all while the chart
 * is off screen (it catches up when it comes back). stack.md: one chart costs 14–18 ms an update.
 */
export function useCalmUpdates<T>(value: T, place: number, element: RefObject<HTMLElement | null>): T {
  const [drawn, setDrawn] = useState(value)
  const [onScreen, setOnScreen] = useState(true)
  const first = useRef(true)
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver(entries => setOnScreen(entries.some(one => one.isIntersecting)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    if (!onScreen) return
    const timer = setTimeout(() => startTransition(() => setDrawn(value)), place * STAGGER_MS)
    return () => clearTimeout(timer)
  }, [value, onScreen, place])
  return drawn
}
