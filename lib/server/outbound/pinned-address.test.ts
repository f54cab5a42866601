import { describe, expect, it, vi } from 'vitest'
import { OutboundError } from './outbound-error.ts'
import { createAddressPins, forbiddenBecause, PIN_MS, type PinnedAddress } from './pinned-address.ts'

const v4 = (address: string): PinnedAddress => ({ address, family: 4 })

describe('addresses of services', () => {
  it.each([
    '127.0.0.1',
    '10.2.3.4',
    '192.168.0.9',
    '8.8.8.8',
    '::1',
    'fd00::1',
    '2a00::1',
    '64:ff9b::808:808',
  ])('%s may be called', address => expect(forbiddenBecause(address)).toBeNull())

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'fd00:ec2::254',
    'fd20:ce::254',
    '100.100.100.200',
    '168.63.129.16',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    'not an address',
  ])('%s may not', address => expect(forbiddenBecause(address)).toBeTypeOf('string'))

  it('keeps the checked answer, so that a later one cannot lead elsewhere', async () => {
    let now = 0
    let addresses = [v4('10.0.0.1')]
    const pins = createAddressPins(
      async () => addresses,
      () => now,
    )
    expect(await pins('prom.example')).toEqual([v4('10.0.0.1')])
    now = PIN_MS - 1
    expect(await pins('prom.example')).toEqual([v4('10.0.0.1')])
    addresses = [v4('169.254.169.254')]
    // Resolved anew beside the call; what it is refused for, the next call says.
    now = PIN_MS
    expect(await pins('prom.example')).toEqual([v4('10.0.0.1')])
    await vi.waitFor(() =>
      expect(pins('prom.example')).rejects.toMatchObject({ failure: { kind: 'forbidden-address' } }),
    )
  })

  it('keeps a good address while DNS fails or hangs, and takes the new one when it answers', async () => {
    let now = 0
    const answers: (() => Promise<PinnedAddress[]>)[] = [
      async () => [v4('10.0.0.1')],
      async () => {
        throw new Error('EAI_AGAIN')
      },
      () => new Promise(() => {}),
    ]
    const pins = createAddressPins(
      () => answers.shift()?.() ?? Promise.resolve([v4('10.0.0.2')]),
      () => now,
    )
    for (now of [0, PIN_MS, 2 * PIN_MS, 3 * PIN_MS])
      expect(await pins('prom.example')).toEqual([v4('10.0.0.1')])
  })

  it('refuses a name when any of its addresses is refused', async () => {
    const pins = createAddressPins(async () => [v4('10.0.0.1'), v4('0.0.0.0')])
    await expect(pins('prom.example')).rejects.toBeInstanceOf(OutboundError)
  })
})
