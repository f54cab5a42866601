import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadConfig } from './load-config.ts'
import { readSecret } from './read-secret.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-config-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

it('needs no file', () => {
  expect(loadConfig({}, dir)).toMatchObject({ file: null, dataDir: join(dir, '.stormdeck') })
})

it('takes ./stormdeck.yaml, and what STORMDECK_CONFIG names before it', () => {
  writeFileSync(join(dir, 'stormdeck.yaml'), 'policy: off\n')
  expect(loadConfig({}, dir).config.policy).toBe('off')
  mkdirSync(join(dir, 'etc'))
  writeFileSync(join(dir, 'etc/deck.yaml'), 'policy: act\ndata: state\n')
  expect(loadConfig({ STORMDECK_CONFIG: 'etc/deck.yaml' }, dir)).toMatchObject({
    config: { policy: 'act' },
    dataDir: join(dir, 'etc/state'),
    baseDir: join(dir, 'etc'),
  })
  expect(loadConfig({ STORMDECK_CONFIG: 'etc/deck.yaml', STORMDECK_DATA: '/srv' }, dir).dataDir).toBe('/srv')
})

it('says that a named file is missing', () => {
  expect(() => loadConfig({ STORMDECK_CONFIG: 'gone.yaml' }, dir)).toThrow(
    /gone\.yaml +cannot be read \(ENOENT\)/,
  )
})

it('reads a secret without its line break, and never tells it', () => {
  writeFileSync(join(dir, 'token'), 's3cret\n')
  expect(readSecret('token', dir)).toBe('s3cret')
  writeFileSync(join(dir, 'empty'), '\n')
  expect(() => readSecret('empty', dir)).toThrow(/empty cannot be used \(empty\)/)
  expect(() => readSecret('gone', dir)).toThrow(/ENOENT/)
})
