import { expect, it, vi } from 'vitest'

it('holds one value per process, whatever the number of copies of a module', async () => {
  const first = await import('./process-slot.ts')
  vi.resetModules()
  const second = await import('./process-slot.ts')
  expect(second.processSlot).not.toBe(first.processSlot)
  let made = 0
  const make = () => ({ number: ++made })
  expect(second.processSlot('test', make)).toBe(first.processSlot('test', make))
  expect(made).toBe(1)
})
