import type { Session } from '../session/session.ts'
import { type LimitSettings, protects } from './limits.ts'

/**
 * F22: from the soft limit on new sessions are admitted in reduced mode, until the pool is under the warning
 * threshold. Only where limits are enforced: until then nothing changes for a client.
 */
export class PoolProtection {
  /** Sessions that run reduced for it. */
  reduced = 0
  active = false
  /** Each time of protecting has a number, so that ending one needs no walk over its sessions. */
  #number = 0

  /** Looks at the pool; true when protection has begun or ended. */
  look(limits: LimitSettings, connections: number): boolean {
    const active = limits.mode === 'enforce' && protects(this.active, connections, limits.connections)
    if (active === this.active) return false
    this.active = active
    if (active) this.#number++
    this.reduced = 0
    return true
  }

  admit(session: Session): void {
    if (!this.active) return
    session.reducedIn = this.#number
    this.reduced++
  }

  leave(session: Session): void {
    if (this.holds(session)) this.reduced--
  }

  /** Whether this session is reduced by protection that still lasts. */
  holds(session: Session): boolean {
    return this.active && session.reducedIn === this.#number
  }
}
