import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditDraft } from '../audit/audit-chain.ts'
import { DATABASE_FILE } from './check-database.ts'
import { readHolder } from './holder.ts'
import { openStore } from './open-store.ts'
import { restoreStore } from './restore-store.ts'
import type { Store } from './store.ts'

const actor = { by: 'ada', via: 'command-line' as const }
const draft = (subject: string): AuditDraft => ({
  at: 1,
  ...actor,
  action: 'tier.order',
  subject,
  reason: 'x'.repeat(100),
  before: null,
  after: null,
})

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-store-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const subjects = async (store: Store) =>
  (await store.audit.read({ limit: 1_000, beforeSeq: null })).map(line => line.subject).reverse()
const picture = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter(file => file.startsWith(DATABASE_FILE) && !file.endsWith('-shm'))
      .map(file => [file, readFileSync(join(folder, file)).toString('base64')]),
  )

describe('a data folder', () => {
  it('belongs to one process, and says which', async () => {
    const store = await openStore({ dataDir: dir })
    await expect(openStore({ dataDir: dir })).rejects.toMatchObject({
      kind: 'locked',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    expect(readHolder(dir)?.pid).toBe(process.pid)
    await store.close()
    await (await openStore({ dataDir: dir })).close()
  })

  it('is free the moment its process was killed', async () => {
    const code = `const { lockDataFolder } = await import(${JSON.stringify(new URL('./data-folder-lock.ts', import.meta.url).href)})
      lockDataFolder(${JSON.stringify(dir)}); globalThis.gc(); console.info('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code])
    await once(child.stdout, 'data')
    await expect(openStore({ dataDir: dir })).rejects.toMatchObject({
      message: expect.stringContaining(`process ${child.pid}`),
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await (await openStore({ dataDir: dir })).close()
  })

  it('is readable by its owner only', async () => {
    await (await openStore({ dataDir: dir })).close()
    expect(statSync(dir).mode & 0o077).toBe(0)
    expect(statSync(join(dir, DATABASE_FILE)).mode & 0o077).toBe(0)
  })

  it('refuses a database that is gone or empty, instead of starting anew', async () => {
    await (await openStore({ dataDir: dir })).close()
    rmSync(join(dir, DATABASE_FILE))
    await expect(openStore({ dataDir: dir })).rejects.toMatchObject({ kind: 'missing' })
    writeFileSync(join(dir, DATABASE_FILE), '')
    await expect(openStore({ dataDir: dir })).rejects.toMatchObject({ kind: 'missing' })
    expect(statSync(join(dir, DATABASE_FILE)).size).toBe(0)
  })

  it('refuses a newer database with a sentence and leaves it untouched', async () => {
    await (await openStore({ dataDir: dir })).close()
    const database = new DatabaseSync(join(dir, DATABASE_FILE))
    database.exec("INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')")
    database.close()
    const before = picture(dir)
    await expect(openStore({ dataDir: dir })).rejects.toMatchObject({
      kind: 'newer',
      message: expect.stringContaining('9999-later'),
    })
    expect(picture(dir)).toEqual(before)
  })

  it("refuses another store's database", async () => {
    const other = join(dir, 'other')
    await (await openStore({ dataDir: other })).close()
    const mine = join(dir, 'mine')
    await (await openStore({ dataDir: mine })).close()
    copyFileSync(join(other, DATABASE_FILE), join(mine, DATABASE_FILE))
    await expect(openStore({ dataDir: mine })).rejects.toMatchObject({ kind: 'foreign' })
    await expect(
      restoreStore({ dataDir: mine, from: join(other, DATABASE_FILE), actor }),
    ).rejects.toMatchObject({ kind: 'foreign' })
  })

  it('is backed up while it runs and restored by one call each', async () => {
    const store = await openStore({ dataDir: dir })
    await store.audit.append([draft('one'), draft('two')])
    const backup = join(dir, 'backup.db')
    await store.backup(backup)
    await expect(store.backup(backup)).rejects.toThrow('exists already')
    await store.audit.append([draft('three')])
    const restore = () => restoreStore({ dataDir: dir, from: backup, actor })
    await expect(restore()).rejects.toMatchObject({ kind: 'locked' })
    await store.close()
    const { formerIn } = await restore()
    expect(existsSync(join(formerIn ?? '', DATABASE_FILE))).toBe(true)
    const restored = await openStore({ dataDir: dir })
    expect(await subjects(restored)).toEqual(['one', 'two', expect.stringContaining('backup.db')])
    expect(await restored.audit.verify()).toMatchObject({ ok: true })
    await restored.close()
  })

  it('refuses a damaged backup and keeps what is there', async () => {
    const store = await openStore({ dataDir: dir })
    const backup = join(dir, 'backup.db')
    await store.audit.append([draft('one')])
    await store.backup(backup)
    await store.close()
    truncateSync(backup, 5_000)
    const before = picture(dir)
    await expect(restoreStore({ dataDir: dir, from: backup, actor })).rejects.toMatchObject({
      kind: 'damaged',
    })
    expect(picture(dir)).toEqual(before)
  })
})

describe('a database cut off anywhere', () => {
  const cuts = (size: number, step: number) => {
    const chosen = new Set([0, 1, 15, 16, 99, 100, size - 1, size])
    for (let at = 511; at < size; at += step) chosen.add(at)
    return [...chosen]
  }

  it('is refused and left untouched when its main file is cut', async () => {
    const whole = join(dir, 'whole')
    const store = await openStore({ dataDir: whole })
    await store.audit.append(Array.from({ length: 60 }, (_, i) => draft(`line ${i}`)))
    await store.close()
    const { size } = statSync(join(whole, DATABASE_FILE))
    for (const at of cuts(size, 1_531)) {
      const cut = join(dir, `cut-${at}`)
      mkdirSync(cut)
      for (const file of [DATABASE_FILE, 'issuer']) copyFileSync(join(whole, file), join(cut, file))
      truncateSync(join(cut, DATABASE_FILE), at)
      const before = picture(cut)
      const opened = await openStore({ dataDir: cut }).catch((error: { kind: string }) => error.kind)
      if (at === size) expect(typeof opened).toBe('object')
      else expect(opened, `cut at ${at} of ${size}`).toMatch(/^(damaged|missing)$/)
      if (typeof opened === 'string') expect(picture(cut)).toEqual(before)
      else await (opened as Store).close()
    }
  }, 60_000)

  it('recovers to a moment that really was when its log is cut', async () => {
    const whole = join(dir, 'whole')
    const store = await openStore({ dataDir: whole })
    for (let i = 0; i < 40; i++) await store.audit.append([draft(`line ${i}`)])
    const all = await subjects(store)
    const wal = `${DATABASE_FILE}-wal`
    const source = join(dir, 'source')
    mkdirSync(source)
    // Copied while it runs: as a process that was killed would have left it.
    for (const file of [DATABASE_FILE, wal, 'issuer']) copyFileSync(join(whole, file), join(source, file))
    await store.close()
    const { size } = statSync(join(source, wal))
    let shortest = all.length
    for (const at of cuts(size, 7_919)) {
      const cut = join(dir, `wal-${at}`)
      mkdirSync(cut)
      for (const file of [DATABASE_FILE, wal, 'issuer']) copyFileSync(join(source, file), join(cut, file))
      truncateSync(join(cut, wal), at)
      const opened = await openStore({ dataDir: cut }).catch((error: { kind: string }) => error.kind)
      if (typeof opened === 'string') {
        expect(opened, `log cut at ${at}`).toMatch(/^(damaged|missing|foreign)$/)
        continue
      }
      const kept = await subjects(opened as Store)
      expect(kept).toEqual(all.slice(0, kept.length))
      expect(await (opened as Store).audit.verify()).toMatchObject({ ok: true })
      shortest = Math.min(shortest, kept.length)
      await (opened as Store).close()
    }
    expect(shortest).toBeLessThan(all.length)
  }, 60_000)
})
