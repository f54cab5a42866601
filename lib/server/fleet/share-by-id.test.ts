import { describe, expect, it } from 'vitest'
import { shareById } from './share-by-id.ts'

function sharing() {
  const clock = { at: 0 }
  const open: { id: string; answer: (text: string) => void; fail: (error: Error) => void }[] = []
  const ask = shareById(
    id => new Promise<string>((answer, fail) => open.push({ id, answer, fail })),
    () => clock.at,
  )
  return { clock, open, ask }
}

describe('one reading for everybody who looks at a node', () => {
  it('is shared while it is under way, however long that takes, and 2.5 s after', async () => {
    const { clock, open, ask } = sharing()
    const first = ask('ws-1')
    clock.at = 5_000
    const second = ask('ws-1')
    open[0]?.answer('one')
    expect(await Promise.all([first, second])).toEqual(['one', 'one'])
    clock.at = 7_499
    expect(await ask('ws-1')).toBe('one')
    expect(open).toHaveLength(1)
    clock.at = 7_500
    void ask('ws-1')
    expect(open).toHaveLength(2)
  })

  it('is of that node only', () => {
    const { open, ask } = sharing()
    void ask('ws-1')
    void ask('ws-2')
    expect(open.map(({ id }) => id)).toEqual(['ws-1', 'ws-2'])
  })

  it('is read again where it failed', async () => {
    const { open, ask } = sharing()
    const failed = ask('ws-1')
    open[0]?.fail(new Error('gone'))
    await expect(failed).rejects.toThrow('gone')
    void ask('ws-1')
    expect(open).toHaveLength(2)
  })

  it('is bounded', () => {
    const { open, ask } = sharing()
    for (let i = 0; i <= 256; i++) void ask(`ws-${i}`)
    void ask('ws-256')
    expect(open).toHaveLength(257)
    void ask('ws-0')
    expect(open).toHaveLength(258)
  })
})
