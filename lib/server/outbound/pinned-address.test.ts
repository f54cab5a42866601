import { describe, expect, it } from 'vitest'
import { OutboundError } from './outbound-error.ts'
import { createAddressPins, forbiddenBecause, PIN_MS, type PinnedAddress } from './pinned-address.ts'

const v4 = (address: string): PinnedAddress => ({ address, family: 4 })

describe('addresses of services', () => {
  it.each(['127.0.0.1', '10.2.3.4', '192.168.0.9', '8.8.8.8', '::1', 'fd00::1', '2a00::1'])(
    '%s may be called',
    address => expect(forbiddenBecause(address)).toBeNull(),
  )

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'not an address',
  ])('%s may not', address => expect(forbiddenBecause(address)).toBeTypeOf('string'))

  it('keeps the checked answer, so that a later one cannot lead elsewhere', async () => {
    let now = 0
    const answers = [[v4('10.0.0.1')], [v4('169.254.169.254')]]
    const pins = createAddressPins(
      async () => answers.shift() ?? [],
      () => now,
    )
    expect(await pins('prom.example')).toEqual([v4('10.0.0.1')])
    now = PIN_MS - 1
    expect(await pins('prom.example')).toEqual([v4('10.0.0.1')])
    now = PIN_MS
    await expect(pins('prom.example')).rejects.toMatchObject({ failure: { kind: 'forbidden-address' } })
    await expect(pins('prom.example')).rejects.toMatchObject({ failure: { kind: 'no-address' } })
  })

  it('refuses a name when any of its addresses is refused', async () => {
    const pins = createAddressPins(async () => [v4('10.0.0.1'), v4('0.0.0.0')])
    await expect(pins('prom.example')).rejects.toBeInstanceOf(OutboundError)
  })
})
