import { ProcFile } from './proc-file.ts'

/** Where /proc cannot be read, and no number of pages is either. */
const USUAL_BYTES = 4_096

/**
 * Bytes of a memory page: 4 KiB on most machines, 16 or 64 KiB on many ARM and POWER ones. Node does not tell, but the same
 * memory in bytes and in pages does, in which it may have grown a little between the two readings.
 */
export function pageBytesOf(bytes: number, pages: number): number {
  if (!(bytes > 0 && pages > 0)) return USUAL_BYTES
  return 2 ** Math.round(Math.log2(bytes / pages))
}

/** Of this machine. It does not change, and is read when the agent comes: later there may be no descriptor to read it with. */
export function readPageBytes(): number {
  const statm = new ProcFile('/proc/self/statm')
  const pages = residentPages(statm.readText())
  statm.close()
  try {
    return pages === null ? USUAL_BYTES : pageBytesOf(process.memoryUsage.rss(), pages)
  } catch {
    return USUAL_BYTES
  }
}

/** The resident pages in the text of a `statm` (proc_pid_statm(5)). */
export function residentPages(statm: string | null): number | null {
  const pages = Number(statm?.split(' ')[1] ?? Number.NaN)
  return Number.isNaN(pages) ? null : pages
}
