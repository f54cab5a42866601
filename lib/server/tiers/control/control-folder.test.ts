import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkControlFolder } from './control-folder.ts'

let dir: string
/** Where the socket is when the data folder's path is too long for one. */
let folder: string
const check = (make: boolean) => checkControlFolder(join(folder, 'deck.sock'), join(dir, 'data'), make)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-control-'))
  folder = join(dir, 'stormdeck-1000')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('the folder of the control socket', () => {
  it('is not looked at when it is the data folder itself', () => {
    checkControlFolder(join(dir, 'data', 'control.sock'), join(dir, 'data'), true)
    expect(existsSync(join(dir, 'data'))).toBe(false)
  })

  it('is made for its owner alone by the side that listens, and found right by both', () => {
    check(true)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    check(true)
    check(false)
  })

  it('is not made by the side that asks', () => {
    check(false)
    expect(existsSync(folder)).toBe(false)
  })

  it.each(['750', '705', '701', '720'])('is refused when others may enter or read it (mode %s)', mode => {
    mkdirSync(folder)
    chmodSync(folder, Number.parseInt(mode, 8))
    expect(() => check(true)).toThrow('is not a folder of this user alone')
    expect(() => check(false)).toThrow('is not a folder of this user alone')
  })

  it('is refused when it is a link, also to a folder of ours', () => {
    mkdirSync(join(dir, 'ours'), { mode: 0o700 })
    symlinkSync(join(dir, 'ours'), folder)
    expect(() => check(true)).toThrow('is not a folder of this user alone')
  })

  it('is refused when it is a file', () => {
    writeFileSync(folder, '', { mode: 0o600 })
    expect(() => check(true)).toThrow('is not a folder of this user alone')
  })

  // Giving a folder away takes root.
  it.runIf(process.getuid?.() === 0)('is refused when it is somebody else’s, however closed', () => {
    mkdirSync(folder, { mode: 0o700 })
    chownSync(folder, 65_534, 65_534)
    expect(() => check(true)).toThrow('is not a folder of this user alone')
    expect(() => check(false)).toThrow('is not a folder of this user alone')
  })

  it('passes on why it cannot be made', () => {
    folder = join(dir, 'missing', 'stormdeck-1000')
    expect(() => check(true)).toThrow('ENOENT')
  })
})
