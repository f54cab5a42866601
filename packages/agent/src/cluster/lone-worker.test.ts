import { expect, test } from 'vitest'
import { loneWorkerWarning } from './lone-worker.ts'

test('X15: a worker with a listener of its own says so, unless it is meant to be a node', () => {
  const own = { port: 9_601 }
  expect(loneWorkerWarning(own, true)).toMatchObject({ id: 'lone-worker' })
  expect(loneWorkerWarning({ ...own, perWorker: true }, true)).toBeNull()
  expect(loneWorkerWarning('primary', true)).toBeNull()
  expect(loneWorkerWarning(false, true)).toBeNull()
  expect(loneWorkerWarning(own, false)).toBeNull()
})

test('X15: what it says fits into a status', () => {
  const { text, fix } = loneWorkerWarning({ port: 1 }, true) ?? { text: '', fix: '' }
  expect(Math.max(text.length, fix?.length ?? 0)).toBeLessThanOrEqual(240)
})
