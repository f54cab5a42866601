import { writeFileSync } from 'node:fs'

/** Writes until nothing fits any more; at most 16 MB, should the disk not be a small one. */
export function fillDisk(path: string): void {
  try {
    for (let megabytes = 0; megabytes < 16; megabytes += 0.25)
      writeFileSync(path, Buffer.alloc(256 * 1024), { flag: 'a' })
  } catch {
    for (let bytes = 0; bytes < 1_000; bytes++) {
      try {
        writeFileSync(path, Buffer.alloc(512), { flag: 'a' })
      } catch {
        return
      }
    }
  }
}
