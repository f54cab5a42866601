import 'server-only'
import { processSlot } from '../runtime/process-slot.ts'

const held = () => processSlot<{ hosts: readonly string[] }>('frame-ancestors', () => ({ hosts: [] }))

/** Takes the hosts of `embed.frameAncestors` from the configuration; the schema has checked each. */
export function allowFrameAncestors(hosts: readonly string[]): void {
  held().hosts = hosts
}

/** The source list of `frame-ancestors` for embeddable panels: ourselves, and who is configured. */
export function frameAncestors(): string {
  return ["'self'", ...held().hosts].join(' ')
}
