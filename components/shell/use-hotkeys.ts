'use client'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { ROUTES, withView } from '@/lib/url/routes.ts'
import { useView } from '@/lib/url/use-view.ts'
import { lettersOn } from './key-choice.ts'
import { hrefOf, PLACES } from './nav-places.ts'
import { wantedFilter } from './wanted-filter.ts'

/** After `g`, the letter must follow within this time. */
const GO_MS = 1_500

/** True where a person is writing, or a window is open: keys mean themselves there. */
export function isTyping(target: EventTarget | null): boolean {
  // Of the document, not of the target: a button in a window that went with its press leaves the focus to the body.
  if (document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  return target.closest('input:not([type=radio]), textarea, select, [contenteditable=true]') !== null
}

/**
 * `?` lists the keys; `/` goes to the filter, and where there is none to that of all nodes; `g` and a letter go to a
 * screen. Others are their feature's own.
 */
export function useHotkeys(showKeys: () => void): void {
  const router = useRouter()
  const [view] = useView()
  useEffect(() => {
    let goUntil = 0
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (!lettersOn()) return
      const going = event.timeStamp < goUntil
      goUntil = 0
      const place = going ? PLACES.find(one => one.key === event.key) : undefined
      if (place) {
        event.preventDefault()
        router.push(hrefOf(place, view))
      } else if (event.key === 'g') goUntil = event.timeStamp + GO_MS
      else if (event.key === '?') showKeys()
      else if (event.key === '/') {
        event.preventDefault()
        const filter = document.querySelector<HTMLInputElement>('input[type=search]')
        if (filter !== null) return filter.focus()
        wantedFilter.want(performance.now())
        router.push(withView(ROUTES.nodes(), view))
      }
    }
    // Captured, so that the letter after `g` is taken before any feature that listens to the same letter.
    addEventListener('keydown', press, true)
    return () => removeEventListener('keydown', press, true)
  }, [router, view, showKeys])
}
