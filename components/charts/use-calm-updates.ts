'use client'
import { type RefObject, startTransition, useEffect, useRef, useState } from 'react'
import { nextDrawIn } from './next-draw-in.ts'

/**
 * The value as a chart should draw it: a moment after the numbers, in its place in line, at most once a second
 * however fast a storm makes them change, and not at all while the chart is off screen or its tab is hidden (it
 * catches up when it comes back). facts.md, M1: what an update costs.
 */
export function useCalmUpdates<T>(value: T, place: number, element: RefObject<HTMLElement | null>): T {
  const [drawn, setDrawn] = useState(value)
  const [onScreen, setOnScreen] = useState(true)
  const [hidden, setHidden] = useState(false)
  const latest = useRef(value)
  const drawnAt = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver(entries => setOnScreen(entries.some(one => one.isIntersecting)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  useEffect(() => {
    const look = () => setHidden(document.visibilityState === 'hidden')
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    latest.current = value
    // A timer that runs draws whatever is latest by then; starting it anew would put the drawing off for ever.
    if (!onScreen || hidden || timer.current !== undefined || value === drawn) return
    timer.current = setTimeout(
      () => {
        timer.current = undefined
        drawnAt.current = performance.now()
        startTransition(() => setDrawn(latest.current))
      },
      nextDrawIn(place, performance.now() - drawnAt.current),
    )
  }, [value, drawn, onScreen, hidden, place])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return drawn
}
