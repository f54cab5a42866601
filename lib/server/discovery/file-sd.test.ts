import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import { createFileSd, parseFileSd } from './file-sd.ts'

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
    expect(sd.look().found.agents).toHaveLength(3)
    write('b.json', '[{"targets":["127.0.0.1:9404"]}]')
    expect(sd.look()).toMatchObject({ found: { agents: { length: 4 } }, problems: [] })
    write('a.json', '[{"targets":')
    const broken = sd.look()
    expect(broken.found.agents).toHaveLength(4)
    expect(broken.problems).toEqual([expect.stringMatching(/is not valid.*; its last targets stay/)])
    write('a.json', '[]')
    expect(sd.look()).toMatchObject({ found: { agents: { length: 1 } }, problems: [] })
    rmSync(join(dir, 'b.json'))
    expect(sd.look()).toMatchObject({ found: { agents: [] }, problems: [] })
  })

  it('says which file does not exist', () => {
    expect(createFileSd(['missing.yml'], dir).look().problems[0]).toMatch(/missing.yml does not exist; check/)
  })

  it('keeps the targets of a directory that cannot be read, and says so; without a matching file there are none', () => {
    mkdirSync(join(dir, 'sd'))
    write('sd/a.json', json)
    write('b.json', '[{"targets":["127.0.0.1:9404"]}]')
    const sd = createFileSd(['sd/*.json', '*.json'], dir)
    expect(sd.look()).toMatchObject({ found: { agents: { length: 4 } }, problems: [] })
    // What readdir says of a file holds for every user, also for one that may read everything.
    renameSync(join(dir, 'sd'), join(dir, 'away'))
    writeFileSync(join(dir, 'sd'), '')
    expect(sd.look()).toMatchObject({
      found: { agents: { length: 4 } },
      problems: [
        expect.stringMatching(/sd cannot be read \(ENOTDIR\); its last targets stay; check discovery.files$/),
      ],
    })
    rmSync(join(dir, 'sd'))
    renameSync(join(dir, 'away'), join(dir, 'sd'))
    rmSync(join(dir, 'sd/a.json'))
    expect(sd.look()).toMatchObject({ found: { agents: { length: 1 } }, problems: [] })
  })

  it('says that a directory does not exist', () => {
    expect(createFileSd(['nowhere/*.yml'], dir).look()).toMatchObject({
      found: { agents: [] },
      problems: [expect.stringMatching(/nowhere cannot be read \(ENOENT\); check discovery.files$/)],
    })
  })

  it('reads a file that could not be read again, though nothing about it changed', () => {
    write('a.json', json)
    let fails = true
    let reads = 0
    const sd = createFileSd(['a.json'], dir, path => {
      reads++
      if (fails) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' })
      return readFileSync(path, 'utf8')
    })
    expect(sd.look()).toMatchObject({
      found: { agents: [] },
      problems: [expect.stringMatching(/a.json cannot be read \(EMFILE\)$/)],
    })
    fails = false
    expect(sd.look()).toMatchObject({ found: { agents: { length: 3 } }, problems: [] })
    sd.look()
    expect(reads).toBe(2)
  })

  it('keeps as many targets as one dashboard reads, and counts the others', () => {
    const targets = (from: number, count: number) =>
      JSON.stringify([{ targets: Array.from({ length: count }, (_, i) => `127.0.0.1:${from + i}`) }])
    write('a.json', targets(10_000, MAX_NODES + 3))
    write('b.json', targets(20_000, 4))
    const { found } = createFileSd(['*.json'], dir).look()
    expect(found.agents).toHaveLength(MAX_NODES)
    expect(found.beyond).toBe(7)
  })
})
