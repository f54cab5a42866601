import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Where the issuer takes time from. Ends are decided by `monoMs`; `wallMs` is for people and after a reboot. */
export type IssuerClock = {
  /** Epoch ms. */
  wallMs(): number
  /** Milliseconds of the host's monotonic clock; counts on through restarts of a process. */
  monoMs(): number
  /** Identity of this boot of the host: monotonic times of another boot mean nothing. */
  bootId: string
}

/** The real clock. Where the boot cannot be told (no /proc), every process counts as a boot of its own. */
export function systemIssuerClock(): IssuerClock {
  return {
    wallMs: Date.now,
    monoMs: () => Number(process.hrtime.bigint() / 1_000_000n),
    bootId: readBootId(),
  }
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || randomUUID()
  } catch {
    return randomUUID()
  }
}
