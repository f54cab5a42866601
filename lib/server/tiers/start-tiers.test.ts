import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nodeSample } from '../../domain/test/fleet-sample.ts'
import { statusSample } from '../collector/test/status-sample.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { parseConfig } from '../config/parse-config.ts'
import { storeOn } from '../store/open-store.ts'
import { createHttpSender } from './send-lease-set.ts'
import { createTargetOf, startTiers } from './start-tiers.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-tiers-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const found = { id: 'ws-1', group: 'eu', url: 'http://127.0.0.1:1' }
const signed = { format: 'stormdeck.signed.v1' as const, keyId: 'k', payload: '', signature: '' }

function loadedWith(file: 'writeTokenFile' | 'caFile'): LoadedConfig {
  const config = parseConfig(`discovery:\n  files: [agents.json]\n  ${file}: missing\n`, 'stormdeck.yaml')
  return { config, file: 'stormdeck.yaml', baseDir: folder, dataDir: folder }
}

it.each(['writeTokenFile', 'caFile'] as const)(
  'a %s that cannot be read keeps no node out of the switch, and is why its orders do not arrive',
  async file => {
    const sender = createHttpSender()
    const answer = await sender.send(createTargetOf(loadedWith(file))(found), signed)
    expect(answer).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('missing') })
    sender.close()
  },
)

it('hears a node whose token cannot be read, without an error of its own for every status', async () => {
  const store = await storeOn(new DatabaseSync(':memory:'), { makeIssuer: () => 'deck-of-tests' })
  const errors: unknown[] = []
  const switches = await startTiers(loadedWith('writeTokenFile'), store, error => errors.push(error))
  const sample = statusSample()
  const status = { ...sample, node: { ...sample.node, id: 'ws-1', group: 'eu' } }
  for (let second = 0; second < 3; second++)
    switches.hear(found, { ...status, tier: { ...status.tier, issuer: null } })
  switches.tiers.state([nodeSample('ws-1', { group: 'eu' })], [], 0)
  expect(switches.tiers.standing().nodes).toMatchObject([{ id: 'ws-1', effective: status.tier.effective }])
  expect(errors).toEqual([])
  switches.close()
  await store.close()
})

it('takes a token that was written or changed later', () => {
  const target = createTargetOf(loadedWith('writeTokenFile'))(found)
  expect(target.credentials).toThrow(/missing cannot be used \(ENOENT\)/)
  writeFileSync(join(folder, 'missing'), 'one\n')
  expect(target.credentials?.().writeToken).toBe('one')
  writeFileSync(join(folder, 'missing'), 'two\n')
  expect(target.credentials?.().writeToken).toBe('two')
})
