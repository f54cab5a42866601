import type { Identity } from '../options.ts'
import type { Introduction } from './introduction.ts'

type Known = { identity: Pick<Identity, 'session'> | null; introduction: Pick<Introduction, 'session'> }

/**
 * Who it is and which of its tabs: a cached identity is the same for all tabs of a token, and the 128 random bits a client
 * drew for itself tell them apart. Without an identity those bits alone: nobody can name those of another.
 */
export function sessionKey({ identity, introduction }: Known): string | null {
  const drawn = introduction.session
  if (identity)
    return drawn === null ? `identity:${identity.session}` : `identity:${identity.session}:${drawn}`
  return drawn === null ? null : drawnKey(drawn)
}

/** Whether this is the key of somebody whom the application authenticated. */
export const isIdentityKey = (key: string | null) => key?.startsWith('identity:') ?? false

/** Of a client that is not authenticated, or not yet. */
export const drawnKey = (drawn: string) => `drawn:${drawn}`
