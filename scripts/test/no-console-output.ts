import { afterEach, beforeEach, expect, vi } from 'vitest'

// Any console output nobody expected fails the test that caused it. A test that expects
// output replaces the method itself before the call.
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
let spies: ReturnType<typeof vi.spyOn>[] = []

beforeEach(() => {
  spies = methods.map(method => vi.spyOn(console, method).mockImplementation(() => {}))
})

afterEach(() => {
  const said = spies.flatMap(spy => spy.mock.calls)
  for (const spy of spies) spy.mockRestore()
  expect(said, 'unexpected console output').toEqual([])
})
