import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MIN_WINDOW_MS } from '@stormdeck/protocol'
import { afterAll, expect, test } from 'vitest'
import { stopAllParts } from '../../process/live-parts.ts'
import { runRestart } from './run-restart.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
afterAll(async () => {
  await stopAllParts()
  rmSync(dataDir, { recursive: true, force: true })
})

test.each(['stormdeck', 'socket.io-client'] as const)(
  'all clients of %s find their server again',
  async library => {
    const result = await runRestart(
      {
        library,
        clients: 40,
        acceptCostMs: 2,
        outageMs: 1_000,
        capMs: 25_000,
        processes: 1,
        journalDir: join(dataDir, library),
      },
      () => {},
    )
    expect(result.back).toBe(40)
    // An attempt that was begun a moment before the server listened may still have reached it.
    expect(result.attemptsMean).toBeGreaterThan(0.9)
    expect(result.outageMs).toBeGreaterThan(950)
    if (library === 'stormdeck') expect(result.windowMs).toBeGreaterThanOrEqual(MIN_WINDOW_MS)
  },
)
