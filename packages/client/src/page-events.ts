import type { Page } from './options.ts'

type PageEvent = { type: 'hidden' | 'visible' | 'left' | 'online' | 'offline' }

/**
 * Reports what happens to the page (F31). `beforeunload` is listened to only where there is no `pagehide`: it also
 * comes for downloads and for departures that the user takes back, and would then cut a living connection.
 * @param background whether a hidden page counts as hidden
 * @param signal ends it
 */
export function watchPage(
  page: Page,
  background: boolean,
  report: (event: PageEvent) => void,
  signal: AbortSignal,
): void {
  const on = (target: EventTarget, name: string, type: () => PageEvent['type']) =>
    target.addEventListener(name, () => report({ type: type() }), { signal })
  const look = () => (page.document.hidden && background ? 'hidden' : 'visible')
  on(page.document, 'visibilitychange', look)
  on(page, 'pageshow', look)
  on(page, 'onpagehide' in page ? 'pagehide' : 'beforeunload', () => 'left')
  on(page, 'online', () => 'online')
  on(page, 'offline', () => 'offline')
}
