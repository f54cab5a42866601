import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOLDER_FILE, processStartTicks } from '../../lib/server/store/holder.ts'
import { stopHolder } from './stop-holder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stormdeck-holder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (startTicks: number | null) =>
  writeFileSync(join(folder, HOLDER_FILE), JSON.stringify({ pid: 1, startTicks, since: 0 }))

test('the first process of a container is left alone: the container would end, and this command with it', async () => {
  write(processStartTicks(1))
  await expect(stopHolder(folder)).rejects.toThrow('Stop the container from its host')
})

test('the first process of another container is nobody here', async () => {
  write((processStartTicks(1) ?? 0) + 1)
  expect(await stopHolder(folder)).toBeNull()
})
