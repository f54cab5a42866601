import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FORGERIES } from '../../lab/simulator/forged-sets.ts'
import { ensureKeys } from '../../lib/server/tiers/keys.ts'
import { measureForged } from './forged-load.ts'

it('refuses forged sets of every kind over HTTP, and answers each', { timeout: 60_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-forged-'))
  try {
    const { answered, accepted } = await measureForged(dir, ensureKeys(join(dir, 'keys')), 2)
    expect(answered).toBeGreaterThan(FORGERIES.length)
    expect(accepted).toBe(0)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
