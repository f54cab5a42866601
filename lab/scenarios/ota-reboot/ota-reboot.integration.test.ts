import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { stopAllParts } from '../../process/live-parts.ts'
import { Recorder } from '../../recording/recorder.ts'
import { runReboot } from './run-reboot.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-lab-'))
afterAll(async () => {
  await stopAllParts()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a broker that keeps dead connections runs out of descriptors; one that destroys them does not', async () => {
  const recorder = new Recorder('ota-reboot')
  const plan = {
    devices: 90,
    rebooting: 40,
    withinMs: 1_000,
    descriptors: 150,
    watchMs: 4_000,
    broker: { keepAliveMs: null, admitsPerSecond: null, connectionLimit: 1_000 },
  }
  const broker = (destroysOld: boolean) => ({
    ...plan,
    title: String(destroysOld),
    broker: { ...plan.broker, destroysOld },
    journalDir: join(dataDir, String(destroysOld)),
  })
  const found = await runReboot(broker(false), recorder, () => {})
  // All have to be back in this time, and a slow machine is slow.
  const fixed = await runReboot({ ...broker(true), watchMs: 12_000 }, recorder, () => {})
  recorder.close()
  expect(found.leaked).toBeGreaterThan(0)
  expect(found.online).toBeLessThan(plan.devices)
  expect(fixed).toMatchObject({ leaked: 0, online: plan.devices })
})
