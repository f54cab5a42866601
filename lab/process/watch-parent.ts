import { fstatSync } from 'node:fs'

const CHECK_EVERY_MS = 500

/** A pipe or socket from a parent, rather than a terminal, a file or /dev/null, which end at once or never. */
function stdinIsFromParent(): boolean {
  try {
    const stat = fstatSync(0)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}

/** Calls `onGone` once when the process that started this one has ended: stdin closes, or the parent's id changes. */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid
  let told = false
  const tell = () => {
    if (told) return
    told = true
    onGone()
  }
  setInterval(() => process.ppid !== parent && tell(), CHECK_EVERY_MS).unref()
  if (!stdinIsFromParent()) return
  process.stdin.on('end', tell).on('error', tell).resume()
  process.stdin.unref()
}
