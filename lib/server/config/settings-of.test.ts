import { parse } from '@stormdeck/protocol'
import { expect, it } from 'vitest'
import { settingsShape } from '../../contract/settings.ts'
import { parseConfig } from './parse-config.ts'
import { settingsOf } from './settings-of.ts'

const loaded = (text: string) => ({
  config: parseConfig(text, 'stormdeck.yaml'),
  file: '/etc/stormdeck.yaml',
  dataDir: '/srv',
  baseDir: '/etc',
})

it('tells what the file owns, as a browser takes it', () => {
  const settings = settingsOf(
    loaded(`thresholds: { sustainedPerSecond: 150, nodes: { ws-1: { burstAttempts: 500 } } }
discovery: { files: [agents/*.yml] }
prometheus: { url: "http://127.0.0.1:9090", bearerTokenFile: secrets/token }
`),
  )
  expect(parse(settingsShape, JSON.parse(JSON.stringify(settings)))).toEqual({ ok: true, value: settings })
  expect(settings.storm).toEqual({
    burstAttempts: 50,
    sustainedPerSecond: 150,
    groups: {},
    nodes: { 'ws-1': { burstAttempts: 500, sustainedPerSecond: null } },
  })
  expect(settings).toMatchObject({ discovery: ['files'], prometheusUrl: 'http://127.0.0.1:9090' })
  expect(JSON.stringify(settings)).not.toContain('secrets')
})
