import { afterEach, expect, test, vi } from 'vitest'
import { type Places, sharedPlaces } from './places.ts'

/** This runtime's own Web Locks are those of a browser; a name of its own keeps the tests apart. */
const locks = globalThis.navigator?.locks
const WAIT = { timeout: 20_000 }
const taken: Places[] = []
afterEach(() => {
  for (const places of taken.splice(0)) places.leave()
})

function tab(key: string, wanted = () => {}): { places: Places; granted: ReturnType<typeof vi.fn> } {
  const places = sharedPlaces(key, 3, wanted, locks)
  const granted = vi.fn()
  taken.push(places)
  places.take(granted)
  return { places, granted }
}
const counted = (tabs: ReturnType<typeof tab>[]) =>
  tabs.filter(({ granted }) => granted.mock.calls.length > 0).length

test('C60 three hold a place, the fourth is granted one when another leaves', async () => {
  const tabs = [1, 2, 3, 4].map(() => tab('c60'))
  await vi.waitFor(() => expect(counted(tabs)).toBe(3), WAIT)
  tabs[0]?.places.leave()
  await vi.waitFor(() => expect(counted(tabs)).toBe(4), WAIT)
  expect(tabs.every(({ granted }) => granted.mock.calls.length === 1)).toBe(true)
})

test('C60 one that stopped asking is granted none', async () => {
  const tabs = [1, 2, 3].map(() => tab('c60-stopped'))
  await vi.waitFor(() => expect(counted(tabs)).toBe(3), WAIT)
  const late = tab('c60-stopped')
  late.places.leave()
  for (const { places } of tabs) places.leave()
  const next = tab('c60-stopped')
  await vi.waitFor(() => expect(next.granted).toHaveBeenCalled(), WAIT)
  expect(late.granted).not.toHaveBeenCalled()
})

/** As where site data is blocked: a sandboxed frame, or storage denied. */
const blocked = (ask: LockManager['request']) => ({ request: ask, query: locks.query }) as LockManager
const refuse = () => Promise.reject(new DOMException('Access to the locks is denied.', 'SecurityError'))

test('C62 where locks are refused it is granted once, and the server’s limit is the only one', async () => {
  const granted = vi.fn()
  const places = sharedPlaces('c62', 3, () => {}, blocked(refuse))
  taken.push(places)
  places.take(granted)
  await vi.waitFor(() => expect(granted).toHaveBeenCalled(), WAIT)
  await new Promise(setImmediate)
  expect(granted).toHaveBeenCalledOnce()
})

test('C62 who left before the refusal arrived is granted nothing', async () => {
  const refusals: ((error: unknown) => void)[] = []
  const granted = vi.fn()
  const asked = vi.fn(() => new Promise<never>((_, reject) => refusals.push(reject)))
  const places = sharedPlaces('c62-left', 3, () => {}, blocked(asked))
  places.take(granted)
  places.leave()
  for (const reject of refusals) reject(new DOMException('denied', 'SecurityError'))
  await new Promise(setImmediate)
  expect(asked).toHaveBeenCalledTimes(3)
  expect(granted).not.toHaveBeenCalled()
})

test('C62 a browser that denies the channel between tabs as well is granted one', async () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor() {
        throw new DOMException('denied', 'SecurityError')
      }
    },
  )
  try {
    const granted = vi.fn()
    const places = sharedPlaces('c62-channel', 3, () => {}, blocked(refuse))
    taken.push(places)
    places.take(granted)
    await vi.waitFor(() => expect(granted).toHaveBeenCalledOnce(), WAIT)
  } finally {
    vi.unstubAllGlobals()
  }
})

test('C61 the others hear of it only when no place is free', async () => {
  const wanted = vi.fn()
  const tabs = [1, 2, 3].map(() => tab('c61', wanted))
  await vi.waitFor(() => expect(counted(tabs)).toBe(3), WAIT)
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(wanted).not.toHaveBeenCalled()
  tab('c61')
  await vi.waitFor(() => expect(wanted).toHaveBeenCalledTimes(3), WAIT)
})
