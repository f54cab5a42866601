import { expect, test } from 'vitest'
import { TestPage } from '../test-kit/test-page.ts'
import type { Page } from './options.ts'
import { watchPage } from './page-events.ts'

function watched(background: boolean, page: Page): { said: string[]; end: AbortController } {
  const said: string[] = []
  const end = new AbortController()
  watchPage(page, background, ({ type }) => said.push(type), end.signal)
  return { said, end }
}

test('C50, C52 tells of looking away, of looking back and of leaving', () => {
  const page = Object.assign(new TestPage(), { onpagehide: null })
  const { said } = watched(true, page)
  page.document.hidden = true
  page.document.dispatchEvent(new Event('visibilitychange'))
  page.dispatchEvent(new Event('pagehide'))
  page.document.hidden = false
  page.dispatchEvent(new Event('pageshow'))
  page.dispatchEvent(new Event('offline'))
  page.dispatchEvent(new Event('online'))
  expect(said).toEqual(['hidden', 'left', 'visible', 'offline', 'online'])
})

test('C50 without a background a hidden page is as good as visible', () => {
  const page = new TestPage()
  page.document.hidden = true
  const { said } = watched(false, page)
  page.document.dispatchEvent(new Event('visibilitychange'))
  expect(said).toEqual(['visible'])
})

test('C54 beforeunload counts only where there is no pagehide', () => {
  const modern = Object.assign(new TestPage(), { onpagehide: null })
  const there = watched(true, modern)
  modern.dispatchEvent(new Event('beforeunload'))
  expect(there.said).toEqual([])
  const old = new TestPage()
  const gone = watched(true, old)
  old.dispatchEvent(new Event('beforeunload'))
  expect(gone.said).toEqual(['left'])
})

test('C55 hears nothing after its end', () => {
  const page = new TestPage()
  const { said, end } = watched(true, page)
  end.abort()
  page.dispatchEvent(new Event('online'))
  page.document.dispatchEvent(new Event('visibilitychange'))
  expect(said).toEqual([])
})
