import type { Page } from './options.ts'

type PageEvent = 'hidden' | 'visible' | 'left' | 'online' | 'offline'

/**
 * Reports what happens to the page (F31). `beforeunload` is listened to only where there is no `pagehide`: it also
 * comes for downloads and for departures that the user takes back, and would then cut a living connection.
 * @param background whether a hidden page counts as hidden
 * @returns stops listening
 */
export function watchPage(page: Page, background: boolean, report: (event: PageEvent) => void): () => void {
  const look = () => report(page.document.hidden && background ? 'hidden' : 'visible')
  const leave = () => report('left')
  const listeners: [EventTarget, string, (event: Event) => void][] = [
    [page.document, 'visibilitychange', look],
    [page.document, 'freeze', leave],
    [page.document, 'resume', look],
    [page, 'onpagehide' in page ? 'pagehide' : 'beforeunload', leave],
    [page, 'pageshow', look],
    [page, 'online', () => report('online')],
    [page, 'offline', () => report('offline')],
  ]
  for (const [target, name, run] of listeners) target.addEventListener(name, run)
  return () => {
    for (const [target, name, run] of listeners) target.removeEventListener(name, run)
  }
}
