import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileSd, expandFiles, parseFileSd } from './file-sd.ts'

const json = JSON.stringify([
  { targets: ['127.0.0.1:9401'], labels: { node: 'ws-1', group: 'eu', __meta_x: '1' } },
  {
    targets: ['127.0.0.1:9402', '[::1]:9403'],
    labels: { node: 'ignored', group: 'us', __scheme__: 'https' },
  },
])

describe('file_sd', () => {
  let dir = ''
  let mtime = 1_000
  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text)
    mtime += 10
    utimesSync(join(dir, name), mtime, mtime)
  }
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stormdeck-file-sd-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it("reads Prometheus' own JSON; a name counts only where it can mean one target", () => {
    expect(parseFileSd(json)).toEqual([
      { url: 'http://127.0.0.1:9401', id: 'ws-1', group: 'eu' },
      { url: 'https://127.0.0.1:9402', id: null, group: 'us' },
      { url: 'https://[::1]:9403', id: null, group: 'us' },
    ])
  })

  it('reads the same in YAML', () => {
    expect(parseFileSd('- targets: ["127.0.0.1:9401"]\n  labels: { node: ws-1, group: eu }\n')).toEqual([
      { url: 'http://127.0.0.1:9401', id: 'ws-1', group: 'eu' },
    ])
    expect(parseFileSd('')).toEqual([])
  })

  it.each([
    ['{}', /must be a list/],
    ['[{}]', /entry 1 has no list of targets/],
    ['[{"targets":["http://x/"]}]', /entry 1 has a target that is not host:port: http:\/\/x\//],
    ['[{"targets":["169.254.1.1:80/evil"]}]', /not host:port/],
    ['[', /is not valid/],
  ])('refuses %s', (text, message) => expect(() => parseFileSd(text)).toThrow(message))

  it('follows changes, and keeps the last targets of a file that broke', () => {
    write('a.json', json)
    const sd = createFileSd(['*.json'], dir)
    expect(sd.look().agents).toHaveLength(3)
    write('b.json', '[{"targets":["127.0.0.1:9404"]}]')
    expect(sd.look()).toMatchObject({ agents: { length: 4 }, problems: [] })
    write('a.json', '[{"targets":')
    const broken = sd.look()
    expect(broken.agents).toHaveLength(4)
    expect(broken.problems).toEqual([expect.stringMatching(/is not valid.*; its last targets stay/)])
    write('a.json', '[]')
    expect(sd.look()).toMatchObject({ agents: { length: 1 }, problems: [] })
    rmSync(join(dir, 'b.json'))
    expect(sd.look()).toMatchObject({ agents: [], problems: [] })
  })

  it('says which file does not exist', () => {
    expect(createFileSd(['missing.yml'], dir).look().problems[0]).toMatch(/missing.yml does not exist; check/)
    expect(expandFiles('nowhere/*.yml', dir)).toEqual([])
  })
})
